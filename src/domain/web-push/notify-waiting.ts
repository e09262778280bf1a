import type { Language } from '../../shared/text/language';
import type { WaitingEvent } from '../inbound-event';
import type { Deps } from '../ports';

/** No text of the customer: the push service and a locked screen can read a notification. */
const TEXTS: Record<Language, string> = {
  it: 'Un cliente aspetta una risposta',
  en: 'A customer is waiting for an answer',
};

/**
 * Notifies the browsers of an account that a conversation has begun to wait for a person; does nothing if it had waited before
 * or waits no more. A subscription that its browser has ended is deleted; any other failure is logged.
 */
export async function notifyWaiting(
  deps: Pick<Deps, 'log' | 'pushSubscriptions' | 'webPush'>,
  { account_id: accountId, of, began_at: beganAt }: Omit<WaitingEvent, 'type'>,
): Promise<void> {
  const { webPush, pushSubscriptions } = deps;
  if (!webPush) return;
  const which = 'request_id' in of ? { requestId: of.request_id } : { channelId: of.channel_id, userKey: of.user_key };
  const { conversation, subscriptions } = await pushSubscriptions.findForWaiting(accountId, which);
  if (!conversation?.conversationId || conversation.waitingSince !== beganAt || conversation.state !== 'open') return;
  const { conversationId } = conversation;
  await Promise.all(
    subscriptions.map(async (subscription) => {
      const data = { id: conversationId, title: 'Aisac', body: TEXTS[subscription.language] };
      const result = await webPush.send(subscription, { data, topic: conversationId });
      if (result.kind === 'gone') await pushSubscriptions.delete(accountId, subscription.endpoint);
      if (result.kind === 'failed')
        deps.log('web_push_failed', { subscription_id: subscription.subscriptionId, code: result.code });
    }),
  );
}
