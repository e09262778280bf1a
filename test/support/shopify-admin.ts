import { env } from 'cloudflare:workers';
import { inject } from 'vitest';
import { makeDeps } from '../../src/composition/make-deps';
import { requireSettings } from '../../src/composition/settings';
import type { JsonObject } from '../../src/shared/json/json';
import { acceptPush } from './accept-push';
import { until } from './scene';
import { newTenant } from './tenant';

export const SHOPIFY_TOKEN = 'shpat_token-of-the-test';

/** Creates the Worker's dependencies, for tests of what has no endpoint. */
export function workerDeps() {
  const meter = { statements: 0, roundTrips: 0, rowsRead: 0 };
  return makeDeps(env, requireSettings(env), { d1: env.DB, meter, traceId: 'test', ownHost: null });
}

/** Creates an account with a Shopify store that has one order, for one test. */
export async function newShopifyShop({ credentials }: { credentials?: Record<string, string> } = {}) {
  const { shopify } = inject('standins');
  const tenant = await newTenant();
  const storeName = `shop-${crypto.randomUUID()}`;
  const control = `${shopify}/_control/shopify/${storeName}`;
  const configureShopify = async (settings: Record<string, unknown>): Promise<void> => {
    await fetch(control, { method: 'PUT', body: JSON.stringify(settings) });
  };
  // Above 2^53, as Shopify's ids may be.
  const orderId = `82098291194615${String(Math.floor(Math.random() * 10_000)).padStart(4, '0')}`;
  await configureShopify({ token: SHOPIFY_TOKEN, orders: { [orderId]: {} } });
  const made = await tenant.as('POST', '/v1/stores', {
    name: 'Shop',
    kind: 'shopify',
    shopify_store_name: storeName,
    ...(credentials ?? { shopify_token_app: SHOPIFY_TOKEN }),
  });
  if (made.status !== 201) throw new Error(JSON.stringify(made.body));
  const storeId: string = made.body.id_store;
  const deps = workerDeps();

  const shopState = async (): Promise<any> => (await fetch(control)).json();
  return {
    ...tenant,
    storeName,
    storeId,
    orderId,
    configureShopify,
    /** The orders of the shop and the calls it has received. */
    shopState,
    order: async (): Promise<any> => (await shopState()).orders[`gid://shopify/Order/${orderId}`],
    /** Accepts a push and wakes it. `objectId` is by default the store's order. */
    async push(variables: JsonObject, objectId = orderId, verify = false): Promise<string> {
      const { accountId } = tenant;
      const { pushId } = await acceptPush(deps, { accountId, storeId, objectId, variables, verify });
      await deps.queuePushes([{ pushId, accountId, delayMs: 0 }]);
      return pushId;
    },
    /** Waits until the request has an outcome. */
    waitForOutcome: (requestId: string): Promise<string> =>
      until(async () => {
        const { body } = await tenant.as('GET', `/v1/getRequest?request_id=${requestId}`);
        if (body.outcome === null) throw new Error(JSON.stringify(body));
        return body.outcome;
      }),
    async waitForPushState(pushId: string, state: string) {
      return until(async () => {
        const { body } = await tenant.as('GET', `/v1/pushes/${pushId}`);
        if (body.state !== state) throw new Error(JSON.stringify(body));
        return body;
      });
    },
  };
}
