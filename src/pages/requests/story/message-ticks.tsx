import type { RequestStoryEntry } from '../../../domain/requests/story-of';
import { ErrorReason } from '../../components/error-reason';
import { displayLabel } from '../../format/display-label';
import { formatClock, formatDay } from '../../format/format-clock';
import { formatTime } from '../../format/format-time';
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

/** The time of a status; without its day if that is the day of the status before. */
const StatusTime = ({ view, at, after }: { view: View; at: number; after: number | undefined }) =>
  after !== undefined && formatDay(view, at) === formatDay(view, after) ? (
    <time datetime={new Date(at).toISOString()} title={formatTime(view, at)}>
      {formatClock(view, at)}
    </time>
  ) : (
    <Time view={view} ms={at} />
  );

/** The statuses of a message, each with its time. */
export function MessageTicks({ view, message }: { view: View; message: NonNullable<RequestStoryEntry['message']> }) {
  const words = labelTexts[view.language].messageStatus;
  const { row, statuses } = message;
  const reported = statuses.map(({ status, at, detail }) => ({ status, at, detail }));
  const isReported = reported.some(({ status }) => status === row.status);
  // A status that Meta has not reported is the result of our own call.
  const all = isReported ? reported : [...reported, { status: row.status, at: row.updatedAt, detail: {} }];
  return (
    <ul class="ticks">
      {all.map(({ status, at, detail }, i) => (
        <li class={`tick ${status}`}>
          <span aria-hidden="true">{displayLabel(TICKS, status)}</span> {displayLabel(words, status)}{' '}
          <span class="hint">
            <StatusTime view={view} at={at} after={all[i - 1]?.at} />
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
