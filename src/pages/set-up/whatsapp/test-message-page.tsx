import type { Message, MessageStatusRow } from '../../../db/messages/messages';
import { ErrorReason } from '../../components/error-reason';
import { liveAttributes } from '../../components/live-attributes';
import { Time } from '../../format/time';
import { PageLayout } from '../../layout/page-layout';
import { deliveryErrorsOf } from '../../messages/delivery-errors';
import type { View } from '../../view/view';
import { whatsappTexts } from './whatsapp-texts';

/** A phone with read receipts off never reports `read`. */
const POLLING_MS = 600_000;

/** The status of a test message; it refreshes itself until the message is delivered or has failed, for 10 minutes at most. */
export function TestMessagePage({
  view,
  message,
  statuses,
  now,
}: {
  view: View;
  message: Message;
  statuses: MessageStatusRow[];
  now: number;
}) {
  const t = whatsappTexts[view.language];
  const stateNames: Record<string, string> = t.state;
  const isOver = ['read', 'played', 'failed'].includes(message.status) || now - message.createdAt > POLLING_MS;
  const reasons = statuses.flatMap(({ detail }) => deliveryErrorsOf(detail));
  const path = `/account/profile/channels/${message.channelId}/test/${message.messageId}`;
  return (
    <PageLayout
      view={view}
      title={t.testTitle}
      navSection="setUp"
      back={{ href: `/account/profile#${message.channelId}`, label: t.back }}
    >
      <div id="test-message" class="card" {...liveAttributes(isOver ? null : path, 2_000, t.state[message.status])}>
        <dl class="facts">
          <dt>{t.testTo}</dt>
          <dd>{message.userKey}</dd>
          <dt>{t.testState}</dt>
          <dd class="state">{t.state[message.status]}</dd>
          {reasons.length > 0 && (
            <>
              <dt>{t.testError}</dt>
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
              <Time view={view} ms={at} /> {stateNames[status] ?? status}
            </li>
          ))}
        </ul>
      </div>
    </PageLayout>
  );
}
