import type { StoryEntry } from '../../../../../domain/requests/story-of';
import { isJsonObject, type JsonValue } from '../../../../../shared/json';
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

const textOf = (value: JsonValue | undefined): string | null =>
  typeof value === 'string' || typeof value === 'number' ? String(value) : null;

/** Why a message was not delivered: as Meta's statuses say it, or its answer to our call (`detail`). */
function reasonsOf({ errors }: { errors?: JsonValue }): string[] {
  const all = Array.isArray(errors) ? errors.filter((error) => isJsonObject(error)) : [];
  return all.map(({ code, title, message, detail }) =>
    [textOf(code), textOf(title) ?? textOf(message) ?? textOf(detail)].filter(Boolean).join(': '),
  );
}

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
            <bdi class="reason" lang="en">
              {reason}
            </bdi>
          ))}
        </li>
      ))}
    </ul>
  );
}
