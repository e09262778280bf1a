import type { RequestStoryEntry } from '../../../domain/requests/story-of';
import { ErrorReason } from '../../components/error-reason';
import { displayLabel } from '../../format/display-label';
import { labelTexts } from '../../format/label-texts';
import { Time } from '../../format/time';
import { deliveryErrorsOf } from '../../messages/delivery-errors';
import type { View } from '../../view/view';

/** The tick marks of WhatsApp. */
const TICKS: Record<string, string> = {
  pending: '…',
  accepted: '…',
  sent: '✓',
  delivered: '✓✓',
  read: '✓✓',
  played: '✓✓',
  failed: '✗',
};

/** The statuses of a message, each with its time. */
export function MessageTicks({ view, message }: { view: View; message: NonNullable<RequestStoryEntry['message']> }) {
  const words = labelTexts[view.language].messageStatus;
  const { row, statuses } = message;
  const told = statuses.map(({ status, at, detail }) => ({ status, at, detail }));
  const isTold = told.some(({ status }) => status === row.status);
  // What Meta has not told is how our call to it went.
  const all = isTold ? told : [...told, { status: row.status, at: row.updatedAt, detail: {} }];
  return (
    <ul class="ticks">
      {all.map(({ status, at, detail }) => (
        <li class={`tick ${status}`}>
          <span aria-hidden="true">{displayLabel(TICKS, status)}</span> {displayLabel(words, status)}{' '}
          <span class="hint">
            <Time view={view} ms={at} />
          </span>
          {deliveryErrorsOf(detail).map((reason) => (
            <span class="reason">
              <ErrorReason view={view} {...reason} />
            </span>
          ))}
        </li>
      ))}
    </ul>
  );
}
