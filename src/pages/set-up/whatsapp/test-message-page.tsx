import type { Message, MessageStatusRow } from '../../../db/messages/messages';
import { PageLayout } from '../../layout/page-layout';
import { MessageProgress } from '../../messages/message-progress';
import type { View } from '../../view/view';
import { whatsappTexts } from './whatsapp-texts';

/** What has become of a test message. */
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
  const path = `/account/profile/channels/${message.channelId}/test/${message.messageId}`;
  return (
    <PageLayout
      view={view}
      title={t.testTitle}
      navSection="setUp"
      back={{ href: `/account/profile#${message.channelId}`, label: t.back }}
    >
      <div class="card">
        <MessageProgress view={view} id="test-message" path={path} message={message} statuses={statuses} now={now} />
      </div>
    </PageLayout>
  );
}
