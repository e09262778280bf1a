import type { RequestRow } from '../../../../db/requests';
import type { View } from '../layout/view';
import { wordTexts } from '../layout/word-texts';

const LOOKS: Record<RequestRow['status'], string> = {
  queued: 'waiting',
  running: 'waiting',
  waiting: 'waiting',
  completed: 'done',
  failed: 'failed',
  cancelled: '',
};

/** How a request stands, in words; what it waits for with it. */
export function RequestState({ view, request }: { view: View; request: Pick<RequestRow, 'status' | 'waitingFor'> }) {
  const words = wordTexts[view.language];
  const { status, waitingFor } = request;
  return (
    <span class={`state ${LOOKS[status]}`}>
      {words.state[status]}
      {status === 'waiting' && waitingFor !== null && ` ${words.waitingFor[waitingFor]}`}
    </span>
  );
}
