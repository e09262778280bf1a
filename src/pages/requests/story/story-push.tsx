import type { Push, PushAttempt } from '../../../db/pushes/pushes';
import type { RequestStoryEntry } from '../../../domain/requests/story-of';
import { ErrorReason } from '../../components/error-reason';
import { ScrollTable } from '../../components/scroll-table';
import { labelTexts } from '../../format/label-texts';
import { Time } from '../../format/time';
import { Form } from '../../forms/form';
import type { View } from '../../view/view';
import { storyTexts } from './story-texts';

const STATE_CLASSES: Partial<Record<Push['state'], string>> = {
  delivered: 'done',
  unverified: 'warning',
  dead: 'failed',
  cancelled: '',
};
/** The states in which the API retries a push. */
const RETRYABLE_STATES: Push['state'][] = ['dead', 'unverified'];

function Attempts({ view, pushId, attempts }: { view: View; pushId: string; attempts: PushAttempt[] }) {
  const t = storyTexts[view.language];
  return (
    <details id={`attempts-${pushId}`}>
      <summary>
        {t.attempts} ({attempts.length})
      </summary>
      <ScrollTable
        label={t.attempts}
        role="group"
        columns={[{ number: t.attempt }, t.when, t.answer, t.failure, t.duration]}
      >
        {attempts.map(({ number, startedAt, status, error, durationMs, answer }) => (
          <tr>
            <th scope="row" class="number">
              {number}
            </th>
            <td>
              <Time view={view} ms={startedAt} />
            </td>
            <td>
              {status === null ? '–' : `HTTP ${status}`}
              {answer !== '' && (
                <details id={`answer-${pushId}-${number}`}>
                  <summary>{t.answer}</summary>
                  <pre dir="auto" tabindex={0} aria-label={`${t.answer} ${number}`}>
                    {answer}
                  </pre>
                </details>
              )}
            </td>
            <td>{error === null ? '–' : <ErrorReason view={view} code={error} detail={null} />}</td>
            <td>{durationMs} ms</td>
          </tr>
        ))}
      </ScrollTable>
    </details>
  );
}

/** A push to the store, with its attempts and actions. */
export function StoryPush({
  view,
  push: { row, attempts },
}: {
  view: View;
  push: NonNullable<RequestStoryEntry['push']>;
}) {
  const t = storyTexts[view.language];
  const differing = row.verification?.differing ?? [];
  return (
    <>
      <p>
        {t.push} {row.sequence}:{' '}
        <span class={`state ${STATE_CLASSES[row.state] ?? 'waiting'}`}>
          {labelTexts[view.language].pushState[row.state]}
        </span>
      </p>
      {row.state === 'dead' && row.lastError !== null && (
        <p class="finding">
          <ErrorReason view={view} code={row.lastError} detail={null} />
        </p>
      )}
      {row.state === 'unverified' && differing.length > 0 && (
        <p>
          {t.differing} <bdi>{differing.join(', ')}</bdi>
        </p>
      )}
      {attempts.length === 0 ? (
        <p class="hint">{t.noAttempt}</p>
      ) : (
        <Attempts view={view} pushId={row.pushId} attempts={attempts} />
      )}
      {row.state === 'retrying' && row.nextAttemptAt !== null && (
        <p>
          {t.nextAttempt}: <Time view={view} ms={row.nextAttemptAt} />
        </p>
      )}
      {RETRYABLE_STATES.includes(row.state) && view.may('requests:write') && (
        <Form view={view} action={`/account/profile/requests/${row.requestId}/pushes/${row.pushId}/retry`}>
          <button>
            {t.retry}
            <span class="visually-hidden">
              {' '}
              ({t.push} {row.sequence})
            </span>
          </button>
        </Form>
      )}
    </>
  );
}
