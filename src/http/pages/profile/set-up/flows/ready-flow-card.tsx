import type { SetUpRows } from '../../../../../db/set-up';
import type { ReadyFlow } from '../../../../../domain/flows/ready-flows';
import type { JsonValue } from '../../../../../shared/json';
import { FlowFindings } from '../../flows/flow-findings';
import { Form } from '../../layout/form';
import type { Refused } from '../../layout/refused';
import type { View } from '../../layout/view';
import { flowsTexts } from './texts';

export const readyForm = (key: string): string => `ready-${key}`;

/** A ready flow: what it does, and the button that saves it, or what kept it from being saved. */
export function ReadyFlowCard({
  view,
  ready,
  own,
  refused,
}: {
  view: View;
  ready: ReadyFlow;
  own: SetUpRows['flows'][number] | undefined;
  refused: Refused | null;
}) {
  const t = flowsTexts[view.language];
  const id = readyForm(ready.key);
  const isSame = own?.digest === ready.digest;
  return (
    <article id={id} aria-labelledby={`${id}-title`}>
      <h4 id={`${id}-title`} lang="it">
        {ready.name}
      </h4>
      <p>{t.sentence[ready.key]}</p>
      {refused?.form === id && (
        <div class="notice bad" role="alert">
          <p>{t.notAdded}</p>
          <FlowFindings view={view} definition={ready.raw as JsonValue} findings={refused.findings} />
        </div>
      )}
      {own && (
        <p class={isSame ? 'state done' : 'hint'}>
          {isSame ? `✓ ${t.same}` : t.replaceHint}{' '}
          <a href={`/account/profile/flows/${ready.key}`}>
            <bdi>{own.name}</bdi>
          </a>
        </p>
      )}
      {!isSame && view.may('settings:write') && (
        <Form view={view} action={`/account/profile/ready-flows/${ready.key}`}>
          <input type="hidden" name="over" value={String(own?.version ?? 0)} />
          <button class={own ? 'quiet' : undefined}>
            {own ? t.replace : t.add}
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
