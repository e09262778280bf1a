import type { Flow } from '../../../db/flows/flows';
import type { ReadyFlow } from '../../../domain/flows/ready-flows';
import type { FlowPreview } from '../../../domain/simulation/preview-flow';
import type { JsonValue } from '../../../shared/json/json';
import { Form } from '../../forms/form';
import type { FormErrors } from '../../forms/form-errors';
import type { View } from '../../view/view';
import { flowPath } from '../flow-layout';
import { FlowStatePill } from '../flow-state';
import { FlowIssues } from '../issues/flow-issues';
import { ChatPreview } from '../preview/chat-preview';
import { galleryTexts } from './gallery-texts';

/** A ready flow in the language of the page, the same in the other languages, and what the account has saved under its key. */
export type ReadyCardData = {
  ready: ReadyFlow;
  others: ReadyFlow[];
  preview: FlowPreview;
  event: string;
  condition: string;
  saved: Flow | undefined;
  /** Whether the saved flow is one of the ready ones, apart from the values of its settings. */
  isSame: boolean;
};

export const readyCardId = (key: string): string => `ready-${key}`;

/** Adds a ready flow as a draft. */
const AddForm = ({ view, ready, label, quiet }: { view: View; ready: ReadyFlow; label: string; quiet: boolean }) => (
  <Form view={view} action={`/account/profile/ready-flows/${ready.key}#${readyCardId(ready.key)}`}>
    <input type="hidden" name="over" value="0" />
    <input type="hidden" name="language" value={ready.language} />
    <button class={quiet ? 'plain' : 'quiet'}>
      {label}
      <span class="visually-hidden"> {ready.name}</span>
    </button>
  </Form>
);

/** A ready flow: what starts it, what it does, what the customer reads, and one action. */
export function ReadyCard({
  view,
  data,
  formErrors,
}: {
  view: View;
  data: ReadyCardData;
  formErrors: FormErrors | null;
}) {
  const t = galleryTexts[view.language];
  const { ready, others, preview, event, condition, saved, isSame } = data;
  const { key, name } = ready;
  const id = readyCardId(key);
  const mayWrite = view.may('settings:write');
  return (
    <article id={id} aria-labelledby={`${id}-title`}>
      <h3 id={`${id}-title`}>{name}</h3>
      {saved && (
        <p>
          <FlowStatePill language={view.language} flow={saved} />
        </p>
      )}
      <p>{t.sentence[key]}</p>
      <p class="hint">{t.startsWhen(event, condition)}</p>
      {formErrors?.form === id && (
        <div class="notice bad" role="alert">
          <p>{t.notAdded}</p>
          <FlowIssues view={view} flowKey={key} definition={ready.raw as JsonValue} issues={formErrors.issues} />
        </div>
      )}
      <h4 class="visually-hidden">{t.preview}</h4>
      <ChatPreview view={view} preview={preview} max={2} />
      {saved ? (
        <>
          <p class="hint">{isSame ? t.same : t.different}</p>
          <div class="actions">
            <a class="button quiet" href={flowPath(key)}>
              {t.open}
              <span class="visually-hidden"> {name}</span>
            </a>
            {!isSame && mayWrite && (
              <a class="button plain" href={`/account/profile/ready-flows/${key}/replace?texts=${ready.language}`}>
                {t.compare}
                <span class="visually-hidden"> {name}</span>
              </a>
            )}
          </div>
        </>
      ) : (
        mayWrite && (
          <div class="actions">
            <AddForm view={view} ready={ready} label={t.add} quiet={false} />
            {others.map((other) => (
              <AddForm view={view} ready={other} label={t.addIn[other.language]} quiet />
            ))}
          </div>
        )
      )}
    </article>
  );
}
