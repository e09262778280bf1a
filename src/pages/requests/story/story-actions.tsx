import type { StoryRows } from '../../../db/pages/request-pages';
import type { RequestRow } from '../../../db/requests/requests';
import { canRestart } from '../../../domain/requests/restart-request';
import { objectsIn } from '../../../shared/json/read-json';
import { ConfirmLink } from '../../confirm/confirm-link';
import { displayLabel } from '../../format/display-label';
import { labelTexts } from '../../format/label-texts';
import { Form } from '../../forms/form';
import { SelectField } from '../../forms/select-field';
import type { View } from '../../view/view';
import { ChoiceButtons } from '../choice-buttons';
import { stepsOf } from '../steps-of-version';
import { waitingStep } from '../waiting-step';
import { hasUpdateArrived } from './has-update-arrived';
import { storyTexts } from './story-texts';

type ActionProps = { view: View; request: RequestRow; rows: StoryRows };

/** Restarts a failed request; after a failed update only once it was delivered. */
function Restart({ view, request, rows: { links } }: ActionProps) {
  const t = storyTexts[view.language];
  if (!canRestart(request)) return null;
  const isOfPush = request.error?.code === 'push_dead';
  if (isOfPush && !hasUpdateArrived(request, links)) return <p class="notice warn">{t.retryFirst}</p>;
  return (
    <Form view={view} action={`/account/profile/requests/${request.requestId}/restart`}>
      {isOfPush && <p class="notice good">{t.deliveredLater}</p>}
      <button aria-describedby="restart-hint">{t.restart}</button>
      <p id="restart-hint" class="hint">
        {isOfPush ? t.deliveredLaterHint : t.restartHint}
      </p>
    </Form>
  );
}

/** Resumes a request that waits for a person: by the choices of its step, or at any step. */
function Resume({ view, request, rows: { version } }: ActionProps) {
  const t = storyTexts[view.language];
  const words = labelTexts[view.language];
  const step = waitingStep(request.openWait, version?.definition);
  const choices = objectsIn(step?.choices);
  const action = `/account/profile/requests/${request.requestId}/resume`;
  const anyStep = (
    <Form view={view} action={action} label={choices.length > 0 ? t.anotherStep : t.resume}>
      {/* Nothing is chosen beforehand: each step does something else to the order. */}
      <SelectField
        id="resume-step"
        name="resume"
        label={t.resumeAt}
        options={[
          { value: '', label: t.choose },
          ...stepsOf(version)
            .filter(({ id }) => id !== step?.id)
            .map(({ id, kind }) => ({ value: id, label: `${displayLabel(words.step, kind)} (${id})` })),
        ]}
        chosen=""
        isRequired
      />
      <button class={choices.length > 0 ? 'quiet' : undefined}>{t.resume}</button>
    </Form>
  );
  return (
    <>
      <p>{t.resumeHint}</p>
      {choices.length > 0 ? (
        <>
          <Form view={view} action={action} label={t.resume}>
            <ChoiceButtons choices={choices} className="quiet" />
          </Form>
          <details id="resume-elsewhere">
            <summary>{t.anotherStep}</summary>
            {anyStep}
          </details>
        </>
      ) : (
        anyStep
      )}
    </>
  );
}

/** What a person can do with a request: resume or restart it, and cancel it until it has ended. */
export function StoryActions({ view, request, rows, hasEnded }: ActionProps & { hasEnded: boolean }) {
  const t = storyTexts[view.language];
  if (hasEnded) return <Restart view={view} request={request} rows={rows} />;
  return (
    <>
      {request.waitingFor === 'person' && <Resume view={view} request={request} rows={rows} />}
      <ConfirmLink href={`/account/profile/requests/${request.requestId}/cancel`} label={t.cancel} />
    </>
  );
}
