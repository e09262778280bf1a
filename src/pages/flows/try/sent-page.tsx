import type { Flow } from '../../../db/flows/flows';
import type { Message, MessageStatusRow } from '../../../db/messages/messages';
import { ErrorReason } from '../../components/error-reason';
import { liveAttributes } from '../../components/live-attributes';
import { displayLabel } from '../../format/display-label';
import { labelTexts } from '../../format/label-texts';
import { Time } from '../../format/time';
import { Form } from '../../forms/form';
import { deliveryErrorsOf } from '../../messages/delivery-errors';
import type { View } from '../../view/view';
import { FlowLayout, flowPath } from '../flow-layout';
import { stateOfFlow } from '../flow-state';
import { flowTexts } from '../flow-texts';
import { phoneTexts } from './phone-texts';

/** A phone with read receipts off never reports `read`. */
const POLLING_MS = 600_000;

/** What has become of a message to the merchant's own phone; it refreshes itself until that is known, for 10 minutes at most. */
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
  const states = labelTexts[view.language].messageStatus;
  const isOver = ['read', 'played', 'failed'].includes(message.status) || now - message.createdAt > POLLING_MS;
  const path = `${flowPath(flow.key, 'try')}/${message.messageId}`;
  const reasons = statuses.flatMap(({ detail }) => deliveryErrorsOf(detail));
  return (
    <FlowLayout view={view} flow={flow} page="try">
      <section aria-labelledby="sent-title">
        <h2 id="sent-title">{t.sentTitle}</h2>
        <div id="sent" {...liveAttributes(isOver ? null : path, 2_000, states[message.status])}>
          <dl class="facts">
            <dt>{t.sentTo}</dt>
            <dd>{message.userKey}</dd>
            <dt>{t.sentState}</dt>
            <dd class="state">{states[message.status]}</dd>
            {reasons.map((reason) => (
              <>
                <dt>{t.sentError}</dt>
                <dd>
                  <ErrorReason view={view} {...reason} />
                </dd>
              </>
            ))}
          </dl>
          <ul>
            {statuses.map(({ status, at }) => (
              <li>
                <Time view={view} ms={at} /> {displayLabel(states, status)}
              </li>
            ))}
          </ul>
        </div>
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
