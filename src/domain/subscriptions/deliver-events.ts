import type { DeliveryKey } from '../../db/deliveries/delivery-keys';
import type { DeliveryResult } from '../../db/deliveries/delivery-results';
import type { EventDelivery } from '../../db/subscriptions/event-deliveries';
import { describeError } from '../../shared/errors/describe-error';
import { deliverTargets, type TargetCall } from '../delivery/deliver-targets';
import { deliverToTarget } from '../delivery/deliver-to-target';
import { eventBody } from '../outbox/event-body';
import { customerOf, loadCustomers } from '../outbox/load-customers';
import type { Deps } from '../ports';
import { QUEUE_DELIVERY_GRACE_MS, VISIBILITY_TIMEOUT_MS } from '../queue-times';
import { attemptDelivery, endWithoutEvent, postponeDelivery } from './attempt-delivery';
import { queueDeliveries } from './queue-deliveries';
import { SUBSCRIPTION_RATE, subscriptionEndpoint } from './subscription-endpoint';

export type DeliverEventsDeps = Pick<
  Deps,
  | 'encryptor'
  | 'eventDeliveries'
  | 'eventSubjects'
  | 'log'
  | 'merchant'
  | 'now'
  | 'queueEventWakeUps'
  | 'sleep'
  | 'storeRate'
>;

async function writeDeliveryResults(deps: DeliverEventsDeps, results: DeliveryResult[]): Promise<void> {
  const now = deps.now();
  const released = await deps.eventDeliveries.writeResults(results, now, now + QUEUE_DELIVERY_GRACE_MS);
  const waiting = results.flatMap(({ delivery, nextAttemptAt }) =>
    nextAttemptAt === null ? [] : [{ ...delivery, delayMs: nextAttemptAt - now }],
  );
  await queueDeliveries(deps, [...waiting, ...released]);
}

type Claimed = Awaited<ReturnType<Deps['eventDeliveries']['claimDue']>>;

/** Returns the call that delivers a subscription's claimed events; null if the subscription is gone. */
function callOf(
  deps: DeliverEventsDeps,
  { events, subscriptions, zones }: Claimed,
  subscriptionId: string,
  deliveries: EventDelivery[],
): TargetCall<DeliveryResult> | null {
  const subscription = subscriptions.find((each) => each.subscriptionId === subscriptionId);
  const zone = zones.find(({ accountId }) => accountId === subscription?.accountId)?.timeZone;
  if (!subscription || zone === undefined) return null;
  const { accountId } = subscription;
  const eventOf = ({ eventId }: EventDelivery) =>
    events.find((event) => event.accountId === accountId && event.eventId === eventId);
  const deliver = async (): Promise<DeliveryResult[]> => {
    const present = deliveries.flatMap((delivery) => {
      const event = eventOf(delivery);
      return event ? [{ delivery, event }] : [];
    });
    const ended = deliveries.filter((delivery) => !eventOf(delivery)).map(endWithoutEvent);
    const includesCustomer = subscription.include.includes('customer');
    const loaded = includesCustomer ? present.map(({ event }) => event) : [];
    const customers = await loadCustomers(deps, accountId, loaded);
    const target = {
      rateState: { key: subscriptionId, rate: SUBSCRIPTION_RATE },
      about: { subscription_id: subscriptionId },
      idOf: ({ event }: (typeof present)[number]) => event.eventId,
      pointsOf: () => 0,
      attempt: ({ delivery, event }: (typeof present)[number]) => {
        const customer = includesCustomer ? customerOf(event, customers) : undefined;
        return attemptDelivery(deps, { delivery, event, body: eventBody(event, zone, customer), subscription });
      },
      postpone: ({ delivery }: (typeof present)[number], until: number) => postponeDelivery(delivery, until),
    };
    return [...ended, ...(await deliverToTarget(deps, target, present))];
  };
  const onError = (error: unknown) =>
    deps.log('subscription_not_delivered', { subscription_id: subscriptionId, error: describeError(error) });
  return { maxCallMs: subscriptionEndpoint(subscription).timeout_ms, deliver, onError };
}

/**
 * Delivers the due events of a batch of wake-ups, as the pushes of stores are: one read, one reservation per subscription,
 * parallel calls, one write. After a crash before the write an event is sent again, with the same `webhook-id`.
 */
export async function deliverEvents(
  deps: DeliverEventsDeps,
  keys: DeliveryKey[],
  background: (work: Promise<void>) => void,
): Promise<void> {
  if (keys.length === 0) return;
  const now = deps.now();
  const claimed = await deps.eventDeliveries.claimDue({ keys, now, visibleAt: now + VISIBILITY_TIMEOUT_MS });
  const bySubscription = Map.groupBy(claimed.deliveries, ({ subscriptionId }) => subscriptionId);
  const targets = [...bySubscription].flatMap(([id, deliveries]) => callOf(deps, claimed, id, deliveries) ?? []);
  const write = (results: DeliveryResult[]) => writeDeliveryResults(deps, results);
  await deliverTargets(deps, { targets, results: [], write }, background);
}
