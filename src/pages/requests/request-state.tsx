import type { RequestRow } from '../../db/requests';
import { labelTexts } from '../format/label-texts';
import type { View } from '../view/view';

const STATE_CLASSES: Record<RequestRow['status'], string> = {
  queued: 'waiting',
  running: 'waiting',
  waiting: 'waiting',
  completed: 'done',
  failed: 'failed',
  cancelled: '',
};

/** The status of a request, and what it waits for. */
export function RequestState({ view, request }: { view: View; request: Pick<RequestRow, 'status' | 'waitingFor'> }) {
  const words = labelTexts[view.language];
  const { status, waitingFor } = request;
  return (
    <span class={`state ${STATE_CLASSES[status]}`}>
      {words.state[status]}
      {status === 'waiting' && waitingFor !== null && ` ${words.waitingFor[waitingFor]}`}
    </span>
  );
}
