import type { Flow } from '../../../db/flows/flows';
import type { ReadyFlow } from '../../../domain/flows/ready-flows';
import type { JsonValue } from '../../../shared/json/json';
import { Form } from '../../forms/form';
import type { FormErrors } from '../../forms/form-errors';
import type { View } from '../../view/view';
import { FlowLayout, flowPath } from '../flow-layout';
import { ChangeLines } from '../history/change-lines';
import { FlowIssues } from '../issues/flow-issues';
import { flowNameIn } from '../words/flow-name';
import { galleryTexts } from './gallery-texts';

/** Asks before a ready flow takes the place of the saved one, and says what that changes. */
export function ReplacePage({
  view,
  flow,
  ready,
  others,
  lines,
  newTemplates,
  formErrors,
}: {
  view: View;
  flow: Flow;
  ready: ReadyFlow;
  others: ReadyFlow[];
  lines: string[];
  newTemplates: number;
  formErrors: FormErrors | null;
}) {
  const t = galleryTexts[view.language];
  const path = `/account/profile/ready-flows/${ready.key}`;
  return (
    <FlowLayout view={view} flow={flow} page="overview">
      <section id="replace" aria-labelledby="replace-title">
        <h2 id="replace-title">{t.replaceTitle(flowNameIn(view.language, flow))}</h2>
        {formErrors && (
          <div class="notice bad" role="alert">
            <p>{t.notAdded}</p>
            <FlowIssues view={view} flowKey={flow.key} definition={ready.raw as JsonValue} issues={formErrors.issues} />
          </div>
        )}
        {lines.length === 0 ? (
          <p>{t.replaceSame}</p>
        ) : (
          <>
            <p>{t.replaceHint}</p>
            <ChangeLines language={view.language} lines={lines} newTemplates={newTemplates} />
            {flow.active && <p>{t.replaceActive}</p>}
          </>
        )}
        <div class="actions">
          {lines.length > 0 && (
            <Form view={view} action={path}>
              <input type="hidden" name="over" value={String(flow.version)} />
              <input type="hidden" name="language" value={ready.language} />
              <button>{t.replace}</button>
            </Form>
          )}
          <a class="button quiet" href={flowPath(flow.key)}>
            {t.cancel}
          </a>
        </div>
        {others.map(({ language }) => (
          <p>
            <a href={`${path}/replace?texts=${language}`}>{t.otherLanguage[language]}</a>
          </p>
        ))}
      </section>
    </FlowLayout>
  );
}
