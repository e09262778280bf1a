import type { RequestRow } from '../../db/requests/requests';
import { formatShortTime } from '../format/format-clock';
import { labelTexts } from '../format/label-texts';
import type { View } from '../view/view';

const STATE_CLASSES: Record<RequestRow['status'], string> = {
  queued: '',
  running: 'moving',
  waiting: 'moving',
  completed: 'done',
  failed: 'failed',
  cancelled: '',
};

const ENDED: RequestRow['status'][] = ['completed', 'failed', 'cancelled'];

/** The status of a request, and what it waits for; with `until`, when it goes on by itself. */
export function RequestState({
  view,
  request,
  until = null,
}: {
  view: View;
  request: Pick<RequestRow, 'status' | 'waitingFor'> & Partial<Pick<RequestRow, 'heldChannelId' | 'error'>>;
  until?: number | null;
}) {
  const words = labelTexts[view.language];
  const { status, waitingFor, heldChannelId = null, error } = request;
  if (heldChannelId !== null && !ENDED.includes(status)) return <span class="state failed">{words.channelBroken}</span>;
  // What the customer wished for is no failure.
  if (status === 'failed' && error?.code === 'opted_out') return <span class="state">{words.optedOut}</span>;
  if (status === 'waiting' && waitingFor === 'person') return <span class="state waiting">{words.state.person}</span>;
  return (
    <span class={`state ${STATE_CLASSES[status]}`}>
      {status === 'waiting' && waitingFor === 'timer' && until !== null
        ? `${words.goesOnAt} ${formatShortTime(view, until)}`
        : words.state[status]}
      {status === 'waiting' && waitingFor !== null && (waitingFor !== 'timer' || until === null) && (
        <> {words.waitingFor[waitingFor]}</>
      )}
    </span>
  );
}
