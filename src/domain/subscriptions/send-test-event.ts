import { newId } from '../../shared/crypto/ids';
import { formatInstant } from '../../shared/time/time-zone';
import { callEndpoint } from '../delivery/call-endpoint';
import { EVENTS_API_VERSION } from '../outbox/event-body';
import type { Context, Deps } from '../ports';
import { findSubscription } from './find-subscription';
import { subscriptionEndpoint } from './subscription-endpoint';
import { subscriptionSecrets } from './subscription-secrets';

/** What the endpoint answered to a test event. */
export type TestResult = {
  eventId: string;
  delivered: boolean;
  status: number | null;
  error: string | null;
  answer: string;
  durationMs: number;
};

/** Sends a `subscription.test` event once, at once, and returns what the endpoint answered. Fails with not_found. */
export async function sendTestEvent(
  deps: Pick<Deps, 'encryptor' | 'merchant' | 'now' | 'subscriptions'>,
  context: Context,
  subscriptionId: string,
): Promise<TestResult> {
  const subscription = await findSubscription(deps, context, subscriptionId);
  const { accountId, timeZone } = context.account;
  const now = deps.now();
  const eventId = newId('evt');
  const body = {
    id: eventId,
    type: 'subscription.test',
    timestamp: formatInstant(now, timeZone),
    api_version: EVENTS_API_VERSION,
    account_id: accountId,
    data: { subscription_id: subscriptionId },
  };
  const { status, error, answer, durationMs, outcome } = await callEndpoint(deps, {
    endpoint: subscriptionEndpoint(subscription),
    pushId: eventId,
    timestamp: Math.floor(now / 1_000),
    body: JSON.stringify(body),
    secrets: await subscriptionSecrets(deps.encryptor, subscription, now),
  });
  return { eventId, delivered: outcome === 'delivered', status, error, answer, durationMs };
}
