import type { Account } from '../../db/accounts/accounts';
import type { TriggeredFlow } from '../../db/flows/flows';
import type { RequestRow } from '../../db/requests/requests';
import { orderEventRequestKey } from '../../shared/crypto/dedupe-key';
import type { Deps } from '../ports';
import { newRequest } from '../requests/new-request';
import { isTriggerConditionTrue } from '../triggers/is-trigger-condition-true';
import { Trigger } from '../triggers/trigger';
import { type OrderEventContext, orderEventScope } from './order-event';

/** Makes the requests that an order's event starts: one for every flow whose condition holds, once per event. */
export function requestsForOrderEvent(
  deps: Pick<Deps, 'log' | 'now'>,
  account: Pick<Account, 'accountId' | 'timeZone' | 'currency'>,
  { flows, ...event }: OrderEventContext & { flows: TriggeredFlow[] },
): RequestRow[] {
  const { order, shipments } = event;
  const { accountId } = account;
  const scope = orderEventScope(order, order.variables, shipments);
  const now = deps.now();
  return flows
    .filter(({ key, trigger, settings }) =>
      isTriggerConditionTrue(deps, account, {
        flow: key,
        when: Trigger.parse(JSON.parse(trigger)).when,
        settings,
        scope,
      }),
    )
    .map(({ key, version }) =>
      newRequest({
        accountId,
        flow: key,
        flowVersion: version,
        // No customer has such a key: orders without a customer are not mixed up.
        userKey: order.userKey ?? `order:${order.orderId}`,
        storeId: order.storeId,
        object: { type: 'order', id: order.orderId },
        variables: order.variables,
        dedupeKey: orderEventRequestKey(event, key),
        now,
      }),
    );
}
