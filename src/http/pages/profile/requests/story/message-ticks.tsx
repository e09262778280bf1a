import type { StoryEntry } from '../../../../../domain/requests/story-of';
import { Reason } from '../../layout/reason';
import { reasonsOf } from '../../layout/reasons-of';
import { Time } from '../../layout/time';
import type { View } from '../../layout/view';
import { wordOf } from '../../layout/word-of';
import { wordTexts } from '../../layout/word-texts';

/** As WhatsApp shows them; the words beside say the same. */
const MARKS: Record<string, string> = {
  pending: '…',
  accepted: '…',
  sent: '✓',
  delivered: '✓✓',
  read: '✓✓',
  played: '✓✓',
  failed: '✗',
};

/** How far a message has come, each status with its time. */
export function MessageTicks({ view, message }: { view: View; message: NonNullable<StoryEntry['message']> }) {
  const words = wordTexts[view.language].messageStatus;
  const { row, statuses } = message;
  const told = statuses.map(({ status, at, detail }) => ({ status, at, detail }));
  const isTold = told.some(({ status }) => status === row.status);
  // What Meta has not told is how our call to it went.
  const all = isTold ? told : [...told, { status: row.status, at: row.updatedAt, detail: {} }];
  return (
    <ul class="ticks">
      {all.map(({ status, at, detail }) => (
        <li class={`tick ${status}`}>
          <span aria-hidden="true">{wordOf(MARKS, status)}</span> {wordOf(words, status)}{' '}
          <span class="hint">
            <Time view={view} ms={at} />
          </span>
          {reasonsOf(detail).map((reason) => (
            <span class="reason">
              <Reason view={view} {...reason} />
            </span>
          ))}
        </li>
      ))}
    </ul>
  );
}
