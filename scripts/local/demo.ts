import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import codFlow from '../../test/support/cod-flow.json' with { type: 'json' };
import { callJson, phone } from './api.ts';

/** `merchant` is the address that the store was created with, `shop` its secret. */
export type Demo = { api_key: string; id_store: string; merchant: string; shop: string; phoneNumberId: string };

const PHONE_NUMBER_ID = '106540352242922';
const WABA_ID = '102290129340398';
const TOKEN = 'EAAG-local-demo-token';
const APP_SECRET = '10ca1de50a44b5ec4e70000000000001';
const PRICES = { 'flow.run': '0.0500', 'message.utility': '0.0691', 'message.service': '0.0300', push: '0.0010' };

/** Creates the demo's channel; one of an earlier start, perhaps of an older version, gets the current token and app secret. */
async function connectNumber(worker: string, headers: Record<string, string>): Promise<void> {
  const { data } = await callJson('GET', `${worker}/v1/channels`, { headers });
  const known = data.find((channel: { phone_number_id: string }) => channel.phone_number_id === PHONE_NUMBER_ID);
  const secrets = { access_token: TOKEN, app_secret: APP_SECRET };
  if (known) {
    await callJson('PATCH', `${worker}/v1/channels/${known.channel_id}`, { headers, body: secrets });
    return;
  }
  const channel = { name: 'WhatsApp demo', phone_number_id: PHONE_NUMBER_ID, waba_id: WABA_ID, ...secrets };
  await callJson('POST', `${worker}/v1/channels`, { headers, body: channel });
}

/**
 * Creates the demo account with its store, WhatsApp number and flow, or reuses the one of an earlier start. A store keeps
 * the address of the merchant stand-in, so a moved stand-in gets a new store.
 */
export async function setUpDemo(at: {
  file: string;
  worker: string;
  merchant: string;
  meta: string;
  adminToken: string;
}): Promise<Demo> {
  const known: Partial<Demo> = existsSync(at.file) ? JSON.parse(readFileSync(at.file, 'utf8')) : {};
  const api_key =
    known.api_key ??
    (
      await callJson('POST', `${at.worker}/admin/accounts`, {
        headers: { authorization: `Bearer ${at.adminToken}` },
        body: { name: 'Negozio demo', features: ['orders'], price_list: PRICES },
      })
    ).api_key;
  const headers = { 'x-api-key': api_key };
  let { id_store, shop, merchant } = known;
  if (!id_store || !shop || merchant !== at.merchant) {
    const url = `${at.merchant}/m/demo`;
    const store = await callJson('POST', `${at.worker}/v1/stores`, {
      headers,
      body: {
        name: 'Negozio demo',
        kind: 'custom',
        get_object: { url: `${url}/getObject` },
        update_object: { url: `${url}/updateObject` },
      },
    });
    [id_store, shop, merchant] = [store.id_store as string, store.secret as string, at.merchant];
  }
  await callJson('PUT', `${at.merchant}/_control/m/demo`, { body: { secret: shop } });
  const webhook_url = `${at.worker}/webhook/facebook/`;
  await phone(at.meta, PHONE_NUMBER_ID).tell({ token: TOKEN, app_secret: APP_SECRET, waba_id: WABA_ID, webhook_url });
  await connectNumber(at.worker, headers);
  // Last, because saving a flow reads its templates from Meta.
  await callJson('PUT', `${at.worker}/v1/flows/cod-confirmation`, { headers, body: codFlow });
  const demo = { api_key, id_store, shop, merchant, phoneNumberId: PHONE_NUMBER_ID };
  writeFileSync(at.file, JSON.stringify(demo, null, 2), { mode: 0o600 });
  return demo;
}
