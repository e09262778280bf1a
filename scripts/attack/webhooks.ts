import { createHmac, randomUUID } from 'node:crypto';
import { metaBytes, metaDelivery, metaSignature, newWamid, replyValue } from '../../test/standins/meta-webhooks.ts';
import { shopifyOrder, shopifyOrderJson } from '../../test/support/shopify-order.ts';
import { eventually } from '../local/api.ts';
import type { Tenant } from './arena.ts';
import { type Answer, ask } from './ask.ts';
import type { Tally } from './family.ts';
import { type Expected, refusalFault } from './fault-of.ts';

const forged = { status: 401, code: 'invalid_signature' };

/** Deliveries of Meta that Meta did not send, or sends again. */
export async function attackMeta(tally: Tally, mine: Tenant, theirs: Tenant): Promise<void> {
  const address = `${mine.url}/webhook/facebook/`;
  const bytes = metaBytes(metaDelivery(theirs.number, replyValue({ from: theirs.customer, text: 'forged' })));
  const text = new TextDecoder().decode(bytes);
  const [appSecret, ownSecret] = [theirs.appSecret, mine.appSecret];
  const right = await metaSignature(bytes, appSecret);
  const post = (body: string | Uint8Array, headers: Record<string, string>) =>
    ask(address, { method: 'POST', body, headers });
  const refused = (what: string, answer: Answer, expected: Expected = forged) =>
    tally.count(what, refusalFault(answer, expected, theirs.secrets));

  refused('Meta, no signature', await post(text, {}));
  const signatures: Record<string, string> = {
    'an empty one': '',
    'only its prefix': 'sha256=',
    'without its prefix': right.slice(7),
    'by SHA-1': `sha1=${createHmac('sha1', appSecret).update(text).digest('hex')}`,
    'half of it': right.slice(0, 39),
    'one byte more': `${right}00`,
    'its last digit changed': right.slice(0, -1) + (right.endsWith('0') ? '1' : '0'),
    'no hex': `sha256=${'z'.repeat(64)}`,
    "another account's secret": await metaSignature(bytes, ownSecret),
    'an empty secret': `sha256=${createHmac('sha256', '').update(text).digest('hex')}`,
    'two of them': `${right}, ${right}`,
  };
  for (const [what, signature] of Object.entries(signatures)) {
    refused(`Meta, ${what}`, await post(text, { 'x-hub-signature-256': signature }));
  }
  refused('Meta, another body', await post(`${text} `, { 'x-hub-signature-256': right }));
  refused('Meta, SHA-1 beside', await post(text, { 'x-hub-signature': right }));
  const nobody = metaBytes(metaDelivery({ phone_number_id: '1', waba_id: '1' }, replyValue({ from: '1', text: 'x' })));
  refused(
    'Meta, a number that is not here',
    await post(nobody, { 'x-hub-signature-256': await metaSignature(nobody, ownSecret) }),
  );
  const smuggled = newWamid();
  const value = replyValue({ from: theirs.customer, wamid: smuggled, text: 'smuggled' });
  const both = {
    ...metaDelivery(mine.number, value),
    entry: [...metaDelivery(mine.number, value).entry, ...metaDelivery(theirs.number, value).entry],
  };
  const mixed = metaBytes(both);
  const taken = await post(mixed, { 'x-hub-signature-256': await metaSignature(mixed, ownSecret) });
  const arrived = (wamid: string, tenant: Tenant) => async () => {
    const path = `/v1/messages?user_key=%2B${theirs.customer}&limit=100`;
    const { data } = await tenant.call('GET', path);
    return data.some((message: any) => message.wamid === wamid) ? true : null;
  };
  // What one's own app signs is taken for one's own number, and skipped for theirs.
  await eventually('the message for the own number', arrived(smuggled, mine));
  const isTheirs = (await arrived(smuggled, theirs)()) === true;
  tally.count(
    "Meta, their number beside one's own",
    taken.status === 200 && !isTheirs ? null : `${taken.status}, ${isTheirs ? 'applied' : 'not applied'} to theirs`,
  );
  const waba = metaBytes({
    object: 'whatsapp_business_account',
    entry: [{ id: theirs.number.waba_id, changes: [{ field: 'account_update', value: { event: 'DISABLED_UPDATE' } }] }],
  });
  refused(
    'Meta, their account with our secret',
    await post(waba, { 'x-hub-signature-256': await metaSignature(waba, ownSecret) }),
  );

  const wamid = newWamid();
  const old = String(Math.floor(Date.now() / 1_000) - 400 * 86_400);
  const spec = { wamid, text: 'STOP it not', timestamp: old };
  for (let time = 1; time <= 3; time += 1) await mine.reply(spec);
  const rows = await eventually('the repeated message', async () => {
    const { data } = await mine.call('GET', `/v1/messages?user_key=%2B${mine.customer}&limit=100`);
    const found = data.filter((message: any) => message.wamid === wamid);
    return found.length > 0 ? found : null;
  });
  tally.count('Meta, one message three times, a year old', rows.length === 1 ? null : `${rows.length} messages`);

  const verify = (query: string) => ask(`${address}?${query}`);
  const tries = {
    'no token': 'hub.mode=subscribe&hub.challenge=1',
    'a wrong one': 'hub.mode=subscribe&hub.verify_token=abcd1235&hub.challenge=1',
    'an empty one': 'hub.mode=subscribe&hub.verify_token=&hub.challenge=1',
    'one letter more': 'hub.mode=subscribe&hub.verify_token=abcd12345&hub.challenge=1',
    'another mode': 'hub.mode=unsubscribe&hub.verify_token=abcd1234&hub.challenge=1',
    'a list': 'hub.mode=subscribe&hub.verify_token[]=abcd1234&hub.challenge=1',
  };
  for (const [what, query] of Object.entries(tries)) {
    refused(`Meta's verification, ${what}`, await verify(query), { status: 403, code: 'forbidden' });
  }
}

/** Webhooks of Shopify that Shopify did not send, or sends again. */
export async function attackShopify(tally: Tally, mine: Tenant, theirs: Tenant): Promise<void> {
  const number = String(900_000_000_000n * 1_000n + BigInt(Date.now() % 1_000_000));
  const text = shopifyOrderJson(shopifyOrder(number, { note: 'attack' }));
  const refused = (what: string, answer: Answer, expected: Expected = forged) =>
    tally.count(what, refusalFault(answer, expected, theirs.secrets));
  const sign = (headers: Record<string, string>) => mine.shopifyOrder(text, { headers });

  refused('Shopify, an empty signature', await sign({ 'x-shopify-hmac-sha256': '' }));
  refused('Shopify, no base64', await sign({ 'x-shopify-hmac-sha256': '%%%' }));
  refused('Shopify, another secret', await mine.shopifyOrder(text, { secret: 'another' }));
  refused('Shopify, an empty secret', await mine.shopifyOrder(text, { secret: '' }));
  refused("Shopify, another account's secret", await mine.shopifyOrder(text, { secret: theirs.webhookSecret }));
  const right = createHmac('sha256', mine.webhookSecret).update(text);
  refused(
    'Shopify, its first half',
    await sign({ 'x-shopify-hmac-sha256': right.digest().subarray(0, 16).toString('base64') }),
  );
  const missing = { status: 404, code: 'store_not_found' };
  refused("Shopify, another account's store", await mine.shopifyOrder(text, { storeId: theirs.idShopify }), missing);
  refused(
    "Shopify, another account's store and secret",
    await mine.shopifyOrder(text, { storeId: theirs.idShopify, secret: theirs.webhookSecret }),
    missing,
  );
  refused('Shopify, a store of another kind', await mine.shopifyOrder(text, { storeId: mine.storeId }), {
    status: 422,
  });
  refused('Shopify, another topic', await sign({ 'x-shopify-topic': 'orders/paid' }), { status: 422 });
  refused('Shopify, no JSON', await mine.shopifyOrder('{'), { status: 400, code: 'invalid_json' });
  const address = `${mine.url}/webhook/shopify/?action=creation&id_store=${mine.idShopify}`;
  refused('Shopify, no key', await ask(address, { method: 'POST', body: text }), { status: 401, code: 'unauthorized' });
  const narrow = await mine.call('POST', '/v1/keys', { name: 'reads', scopes: ['requests:read'] });
  const scoped = await ask(`${address}&api_key=${narrow.api_key}`, { method: 'POST', body: text });
  refused('Shopify, a key without the scope', scoped, { status: 403, code: 'missing_scope' });

  const id = randomUUID();
  const ids = [id, id, randomUUID(), randomUUID()];
  for (const each of ids) await sign({ 'x-shopify-webhook-id': each });
  const found = await eventually('the order', async () => {
    const { data } = await mine.call('GET', '/v1/orders?limit=100');
    const rows = data.filter((order: any) => String(order.order_id).includes(number));
    return rows.length > 0 ? rows : null;
  });
  const events = await eventually('its events', async () => {
    const { data } = await mine.call('GET', '/v1/events?type=inbound.order&limit=100');
    return data.length > 0 ? data : null;
  });
  tally.count('Shopify, one order four times', found.length === 1 ? null : `${found.length} orders`);
  tally.note(`one order sent four times is ${found.length} order and ${events.length} event rows of the account`);
}
