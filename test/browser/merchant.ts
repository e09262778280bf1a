import { createHmac, randomUUID } from 'node:crypto';
import { callJson, phone } from '../../scripts/local/api.ts';
import type { World } from '../../scripts/local/world.ts';
import { newAppSecret } from '../support/app-secret.ts';

const digits = (): string =>
  String(BigInt(`0x${randomUUID().replaceAll('-', '').slice(0, 12)}`))
    .padStart(15, '7')
    .slice(0, 15);

/** Creates a merchant with nothing set up here, but with a Shopify store, a Meta number and their own system. */
export async function newMerchant(world: World) {
  const { url } = world.worker();
  const { api_key } = await callJson('POST', `${url}/admin/accounts`, {
    headers: { authorization: `Bearer ${world.adminToken}` },
    body: {
      name: 'Bottega Ada',
      features: ['orders'],
      price_list: { 'flow.run': '0.0500', 'message.utility': '0.0300', 'message.service': '0.0100', push: '0.0010' },
    },
  });
  const shop = { name: `bottega-${randomUUID().slice(0, 8)}`, token: `shpat_${randomUUID()}`, secret: randomUUID() };
  await callJson('PUT', `${world.shopify}/_control/shopify/${shop.name}`, { body: { token: shop.token } });
  const number = {
    id: digits(),
    waba: digits(),
    token: `EAAG-${randomUUID()}`,
    appSecret: newAppSecret(),
  };
  const line = phone(world.meta, number.id);
  await line.tell({
    token: number.token,
    app_secret: number.appSecret,
    waba_id: number.waba,
    webhook_url: `${url}/webhook/facebook/`,
  });
  const own = `${world.merchant}/m/${randomUUID()}`;
  const control = own.replace('/m/', '/_control/m/');
  const as = (method: string, path: string, body?: unknown, key = api_key as string): Promise<any> =>
    callJson(method, `${url}${path}`, { headers: { 'x-api-key': key }, body });
  return {
    apiKey: api_key as string,
    as,
    shop,
    number,
    line,
    /** Their own system, its objects and its behaviour. */
    own: { url: own, configure: (told: Record<string, unknown>) => callJson('PUT', control, { body: told }) },
    /** Sends Shopify's test notification to an address, signed with a secret; returns the HTTP status. */
    async testNotification(address: string, secret: string): Promise<number> {
      const body = JSON.stringify({
        id: 820_982_911_946,
        admin_graphql_api_id: 'gid://shopify/Order/820982911946',
        test: true,
      });
      const response = await fetch(address, {
        method: 'POST',
        body,
        headers: {
          'content-type': 'application/json',
          'x-shopify-topic': 'orders/create',
          'x-shopify-webhook-id': randomUUID(),
          'x-shopify-hmac-sha256': createHmac('sha256', secret).update(body).digest('base64'),
        },
      });
      return response.status;
    },
  };
}

export type Merchant = Awaited<ReturnType<typeof newMerchant>>;
