import type { Message, MessageStatusRow } from '../../db/messages/messages';
import { ErrorReason } from '../components/error-reason';
import { liveAttributes } from '../components/live-attributes';
import { displayLabel } from '../format/display-label';
import { labelTexts } from '../format/label-texts';
import { Time } from '../format/time';
import type { View } from '../view/view';
import { deliveryErrorsOf } from './delivery-errors';
import { messageProgressTexts } from './message-progress-texts';

/** A phone with read receipts off never reports `read`. */
const POLLING_MS = 600_000;

/**
 * What has become of a message that the merchant sent to test. It refreshes itself from `path` until that is known, for 10 minutes at
 * most.
 */
export function MessageProgress({
  view,
  id,
  path,
  message,
  statuses,
  now,
}: {
  view: View;
  id: string;
  path: string;
  message: Message;
  statuses: MessageStatusRow[];
  now: number;
}) {
  const t = messageProgressTexts[view.language];
  const states = { ...labelTexts[view.language].messageStatus, pending: t.pending };
  const isOver = ['read', 'played', 'failed'].includes(message.status) || now - message.createdAt > POLLING_MS;
  const reasons = statuses.flatMap(({ detail }) => deliveryErrorsOf(detail));
  return (
    <div id={id} {...liveAttributes(isOver ? null : path, 2_000, states[message.status])}>
      <dl class="facts">
        <dt>{t.to}</dt>
        <dd>{message.userKey}</dd>
        <dt>{t.state}</dt>
        <dd class="state">{states[message.status]}</dd>
        {reasons.length > 0 && (
          <>
            <dt>{t.reason}</dt>
            {reasons.map((reason) => (
              <dd>
                <ErrorReason view={view} {...reason} />
              </dd>
            ))}
          </>
        )}
      </dl>
      <ul>
        {statuses.map(({ status, at }) => (
          <li>
            <Time view={view} ms={at} /> {displayLabel(states, status)}
          </li>
        ))}
      </ul>
    </div>
  );
}
