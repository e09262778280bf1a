import { createHmac, randomUUID } from 'node:crypto';
import { callJson, phone } from '../../scripts/local/api.ts';
import type { World } from '../../scripts/local/world.ts';
import { TEMPLATES } from '../standins/meta-templates.ts';
import { newAppSecret } from '../support/app-secret.ts';

const digits = (): string =>
  String(BigInt(`0x${randomUUID().replaceAll('-', '').slice(0, 12)}`))
    .padStart(15, '7')
    .slice(0, 15);

/** Creates a merchant with nothing set up here, but with a Shopify store, a Meta number with these templates and their own system. */
export async function newMerchant(world: World, templates: readonly object[] = TEMPLATES) {
  const { url } = world.worker();
  const { api_key } = await callJson('POST', `${url}/admin/accounts`, {
    headers: { authorization: `Bearer ${world.adminToken}` },
    body: {
      name: 'Bottega Ada',
      features: ['orders'],
      price_list: { 'flow.run': '0.0500', 'message.utility': '0.0300', 'message.service': '0.0100', push: '0.0010' },
    },
  });
  const shop = {
    name: `bottega-${randomUUID().slice(0, 8)}`,
    token: `shpat_${randomUUID()}`,
    clientId: randomUUID(),
    clientSecret: randomUUID(),
  };
  await callJson('PUT', `${world.shopify}/_control/shopify/${shop.name}`, {
    body: { token: shop.token, clients: { [shop.clientId]: shop.clientSecret } },
  });
  const number = {
    id: digits(),
    waba: digits(),
    appId: digits(),
    token: `EAAG-${randomUUID()}`,
    appSecret: newAppSecret(),
  };
  // Nothing is set up at Meta: the number is verified, and has no app, no webhook and no registration.
  const account = {
    fields: { name: 'Bottega Ada', currency: 'EUR', business_verification_status: 'verified' },
    subscribed: null,
    numbers: {
      [number.id]: {
        display_phone_number: '+39 06 1234 5678',
        verified_name: 'Bottega Ada',
        status: 'PENDING',
        quality_rating: 'GREEN',
        code_verification_status: 'VERIFIED',
        name_status: 'APPROVED',
        is_on_biz_app: false,
        is_pin_enabled: false,
        whatsapp_business_manager_messaging_limit: 'TIER_2K',
        health_status: { can_send_message: 'AVAILABLE', entities: [] },
      },
    },
    templates,
    library: [],
  };
  await callJson('PUT', `${world.meta}/_control/meta-apps/${number.appId}`, {
    body: { app_secret: number.appSecret, token: number.token, accounts: { [number.waba]: account } },
  });
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
    own: {
      url: own,
      configure: (told: Record<string, unknown>) => callJson('PUT', control, { body: told }),
      calls: (): Promise<{ deliveries: { body: any }[] }> => callJson('GET', `${control}/calls`),
    },
    /** From now on, Meta approves what is created as soon as it is created. */
    approvesAtOnce: () =>
      callJson('PUT', `${world.meta}/_control/meta-apps/${number.appId}`, {
        body: { new_template_status: 'APPROVED' },
      }),
    /** Lets Meta approve what it has been asked to review, and say so. */
    async approveTemplates(): Promise<void> {
      const app = `${world.meta}/_control/meta-apps/${number.appId}`;
      const { accounts } = await callJson('GET', app);
      const pending = accounts[number.waba].templates.filter(({ status }: { status: string }) => status === 'PENDING');
      for (const template of pending) template.status = 'APPROVED';
      await callJson('PUT', app, { body: { accounts } });
      const changes = pending.map(({ id, name, language }: Record<string, string>) => ({
        field: 'message_template_status_update',
        value: {
          event: 'APPROVED',
          message_template_id: Number(id),
          message_template_name: name,
          message_template_language: language,
          reason: 'NONE',
        },
      }));
      const entry = [{ id: number.waba, time: Math.floor(Date.now() / 1_000), changes }];
      const body = JSON.stringify({ object: 'whatsapp_business_account', entry });
      const signature = createHmac('sha256', number.appSecret).update(body).digest('hex');
      const headers = { 'content-type': 'application/json', 'x-hub-signature-256': `sha256=${signature}` };
      const { ok, status } = await fetch(`${url}/webhook/facebook/`, { method: 'POST', body, headers });
      if (!ok) throw new Error(`the webhook of Meta answered ${status}`);
    },
    /** Sends the test notification of a webhook that the app has at Shopify, signed as Shopify does; returns the HTTP status. */
    async testNotification(): Promise<number> {
      const { webhooks } = await callJson('GET', `${world.shopify}/_control/shopify/${shop.name}`);
      const { uri } = webhooks.find(({ topic }: { topic: string }) => topic === 'ORDERS_CREATE');
      const body = JSON.stringify({
        id: 820_982_911_946,
        admin_graphql_api_id: 'gid://shopify/Order/820982911946',
        test: true,
      });
      const response = await fetch(uri, {
        method: 'POST',
        body,
        headers: {
          'content-type': 'application/json',
          'x-shopify-topic': 'orders/create',
          'x-shopify-webhook-id': randomUUID(),
          'x-shopify-hmac-sha256': createHmac('sha256', shop.clientSecret).update(body).digest('base64'),
        },
      });
      return response.status;
    },
  };
}

export type Merchant = Awaited<ReturnType<typeof newMerchant>>;
