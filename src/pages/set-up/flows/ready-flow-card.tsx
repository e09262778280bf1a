import type { SetUpRows } from '../../../db/pages/set-up';
import type { ReadyFlow } from '../../../domain/flows/ready-flows';
import type { JsonValue } from '../../../shared/json/json';
import { FlowIssues } from '../../flows/flow-issues';
import { Form } from '../../forms/form';
import type { FormErrors } from '../../forms/form-errors';
import type { View } from '../../view/view';
import { flowsSectionTexts } from './flows-section-texts';

export const readyFlowFormId = (key: string): string => `ready-${key}`;

type SavedFlow = SetUpRows['flows'][number] | undefined;

/** The button that saves a ready flow with its texts in one language. */
function SaveButton({ view, ready, savedFlow }: { view: View; ready: ReadyFlow; savedFlow: SavedFlow }) {
  const t = flowsSectionTexts[view.language];
  const isMain = !savedFlow && ready.language === 'it';
  return (
    <Form view={view} action={`/account/profile/ready-flows/${ready.key}`}>
      <input type="hidden" name="over" value={String(savedFlow?.version ?? 0)} />
      <input type="hidden" name="language" value={ready.language} />
      <button class={isMain ? undefined : 'quiet'}>
        {(savedFlow ? t.replace : t.add)[ready.language]}
        <span class="visually-hidden" lang={ready.language}>
          {' '}
          {ready.name}
        </span>
      </button>
    </Form>
  );
}

/** A ready flow in its languages: what it does, the buttons that add it, and the errors if that failed. */
export function ReadyFlowCard({
  view,
  ready,
  savedFlow,
  formErrors,
}: {
  view: View;
  ready: ReadyFlow[];
  savedFlow: SavedFlow;
  formErrors: FormErrors | null;
}) {
  const t = flowsSectionTexts[view.language];
  const shown = ready.find(({ language }) => language === view.language) ?? ready[0];
  if (!shown) return null;
  const { key, name, language } = shown;
  const id = readyFlowFormId(key);
  const isSame = ready.some(({ digest }) => digest === savedFlow?.digest);
  const refused = ready.find((each) => each.language === formErrors?.values.get('language')) ?? ready[0];
  return (
    <article id={id} aria-labelledby={`${id}-title`}>
      <h4 id={`${id}-title`} lang={language}>
        {name}
      </h4>
      <p>{t.sentence[key]}</p>
      {formErrors?.form === id && (
        <div class="notice bad" role="alert">
          <p>{t.notAdded}</p>
          <FlowIssues view={view} definition={refused?.raw as JsonValue} issues={formErrors.issues} />
        </div>
      )}
      {savedFlow && (
        <p class={isSame ? 'state done' : 'hint'}>
          {isSame ? `✓ ${t.same}` : t.replaceHint}{' '}
          <a href={`/account/profile/flows/${key}`}>
            <bdi>{savedFlow.name}</bdi>
          </a>
        </p>
      )}
      {!isSame &&
        view.may('settings:write') &&
        ready.map((each) => <SaveButton view={view} ready={each} savedFlow={savedFlow} />)}
    </article>
  );
}
