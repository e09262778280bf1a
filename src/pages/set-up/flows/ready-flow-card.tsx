import type { SetUpRows } from '../../../db/set-up';
import type { ReadyFlow } from '../../../domain/flows/ready-flows';
import type { JsonValue } from '../../../shared/json';
import { FlowIssues } from '../../flows/flow-issues';
import { Form } from '../../forms/form';
import type { FormErrors } from '../../forms/form-errors';
import type { View } from '../../view/view';
import { flowsSectionTexts } from './flows-section-texts';

export const readyFlowFormId = (key: string): string => `ready-${key}`;

/** A ready flow: what it does, the button that adds it, and the errors if that failed. */
export function ReadyFlowCard({
  view,
  ready,
  savedFlow,
  formErrors,
}: {
  view: View;
  ready: ReadyFlow;
  savedFlow: SetUpRows['flows'][number] | undefined;
  formErrors: FormErrors | null;
}) {
  const t = flowsSectionTexts[view.language];
  const id = readyFlowFormId(ready.key);
  const isSame = savedFlow?.digest === ready.digest;
  return (
    <article id={id} aria-labelledby={`${id}-title`}>
      <h4 id={`${id}-title`} lang="it">
        {ready.name}
      </h4>
      <p>{t.sentence[ready.key]}</p>
      {formErrors?.form === id && (
        <div class="notice bad" role="alert">
          <p>{t.notAdded}</p>
          <FlowIssues view={view} definition={ready.raw as JsonValue} issues={formErrors.issues} />
        </div>
      )}
      {savedFlow && (
        <p class={isSame ? 'state done' : 'hint'}>
          {isSame ? `✓ ${t.same}` : t.replaceHint}{' '}
          <a href={`/account/profile/flows/${ready.key}`}>
            <bdi>{savedFlow.name}</bdi>
          </a>
        </p>
      )}
      {!isSame && view.may('settings:write') && (
        <Form view={view} action={`/account/profile/ready-flows/${ready.key}`}>
          <input type="hidden" name="over" value={String(savedFlow?.version ?? 0)} />
          <button class={savedFlow ? 'quiet' : undefined}>
            {savedFlow ? t.replace : t.add}
            <span class="visually-hidden" lang="it">
              {' '}
              {ready.name}
            </span>
          </button>
        </Form>
      )}
    </article>
  );
}
