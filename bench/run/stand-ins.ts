import { ask, callJson } from '../../scripts/local/api.ts';
import { startMeta } from '../../test/standins/meta.ts';
import { newWamid } from '../../test/standins/meta-webhooks.ts';
import { type Call, startServer } from '../../test/standins/server.ts';
import { startShopify } from '../../test/standins/shopify.ts';
import { SHOP } from '../support/account.ts';
import { orderId } from '../support/calls.ts';

/** Returns the customer of an order. Each order has its own, because Meta limits the messages to one customer. */
export const phoneOf = (id: string): string => `+39333${id.slice(-7)}`;

/** More points than a run needs, so that Shopify's limit is not what is measured. */
const BUCKET = { maximum: 20_000, restore_rate: 1_000 };
const FIRST = orderId(0);

/** Passes a call on to a strict stand-in and returns the text of the answer. */
async function passOn(url: string, { method, query, headers, body }: Call): Promise<string> {
  const { authorization = '', 'x-shopify-access-token': token = '' } = headers;
  const kept = { authorization, 'x-shopify-access-token': String(token), 'content-type': 'application/json' };
  return (await ask(`${url}?${query.toString()}`, { method, headers: kept, body: body === '' ? undefined : body }))
    .text;
}

/**
 * Starts a Shopify and a Meta that take less time than the Worker. The strict stand-in answers the first read of an order, and
 * that answer is repeated for other orders; a send is answered without checking it. Other calls are passed on to the strict Meta.
 */
export async function startFastStandins() {
  const [shopify, meta] = await Promise.all([startShopify(), startMeta()]);
  const orders = { [FIRST]: { phone: phoneOf(FIRST) } };
  await callJson('PUT', `${shopify.url}/_control/shopify/${SHOP.name}`, {
    body: { token: SHOP.token, bucket: BUCKET, orders },
  });
  const reads = new Map<string, Promise<string>>();
  const messages = new Map<string, number>();
  const fast = await startServer(async (call) => {
    const { path, body, method } = call;
    if (path.endsWith('/graphql.json')) {
      const { query, variables } = JSON.parse(body) as { query: string; variables: { id: string } };
      const id = variables.id.split('/').at(-1) ?? '';
      const read = reads.get(query) ?? passOn(shopify.url + path, { ...call, body: body.replace(id, FIRST) });
      reads.set(query, read);
      return { text: (await read).replaceAll(FIRST, id).replaceAll(phoneOf(FIRST), phoneOf(id)) };
    }
    if (method === 'POST' && path.endsWith('/messages')) {
      const { to } = JSON.parse(body) as { to: string };
      messages.set(to, (messages.get(to) ?? 0) + 1);
      const contacts = [{ input: to, wa_id: to.replace('+', '') }];
      return { json: { messaging_product: 'whatsapp', contacts, messages: [{ id: newWamid() }] } };
    }
    return { text: await passOn(meta.url + path, call) };
  }, {});
  const close = () => Promise.all([fast, shopify, meta].map((standin) => standin.close()));
  return { url: fast.url, messages, close };
}
