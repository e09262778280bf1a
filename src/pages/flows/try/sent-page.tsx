import type { Flow } from '../../../db/flows/flows';
import type { Message, MessageStatusRow } from '../../../db/messages/messages';
import { Form } from '../../forms/form';
import { MessageProgress } from '../../messages/message-progress';
import type { View } from '../../view/view';
import { FlowLayout, flowPath } from '../flow-layout';
import { stateOfFlow } from '../flow-state';
import { flowTexts } from '../flow-texts';
import { phoneTexts } from './phone-texts';

/** What has become of a message to the merchant's own phone. */
export function SentPage({
  view,
  flow,
  message,
  statuses,
  now,
}: {
  view: View;
  flow: Flow;
  message: Message;
  statuses: MessageStatusRow[];
  now: number;
}) {
  const t = phoneTexts[view.language];
  const path = `${flowPath(flow.key, 'try')}/${message.messageId}`;
  return (
    <FlowLayout view={view} flow={flow} page="try">
      <section aria-labelledby="sent-title">
        <h2 id="sent-title">{t.sentTitle}</h2>
        <MessageProgress view={view} id="sent" path={path} message={message} statuses={statuses} now={now} />
        {stateOfFlow(flow) === 'draft' && view.may('settings:write') && (
          <Form view={view} action={`${flowPath(flow.key)}/active`}>
            <input type="hidden" name="active" value="true" />
            <p>{t.next}</p>
            <button>{flowTexts[view.language].activate}</button>
          </Form>
        )}
        <p>
          <a href={flowPath(flow.key)}>{t.back}</a>
        </p>
      </section>
    </FlowLayout>
  );
}
