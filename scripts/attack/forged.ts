import { callJson } from '../local/api.ts';
import type { Tenant } from './arena.ts';
import { type Answer, ask } from './ask.ts';
import type { Tally } from './family.ts';
import { harmFault, leakOf, refusalFault } from './fault-of.ts';
import { type Api, fill } from './operations.ts';
import { sendRaw } from './raw.ts';

const b64 = (text: string): string => Buffer.from(text, 'latin1').toString('base64').replaceAll('=', '');
/** A cursor as ours look, around anything. */
const around = (text: string): string => `c1.${b64(text)}`;
const GARBAGE = [
  'x',
  'c1.',
  'c1.!!!!',
  'c2.a2V5',
  'null',
  '[object Object]',
  'x'.repeat(5_000),
  around('__proto__'),
  around('constructor'),
  around('toString'),
  around("' or 1=1 --"),
  around('str_'),
  around('str_00000000000000000000000000\0'),
  around('{"account_id":"acc_x"}'),
  around('999999999999999999999/x'),
  around('-1'),
  around('1/../../x'),
  around('\xff\xfe'),
];
const LIMITS = ['-1', '0', '101', '1e9', 'NaN', '1;drop table requests', '', '9'.repeat(400), '1.5'];

/** Cursors of others, of other lists, and of nobody. */
export async function attackCursors(tally: Tally, api: Api, mine: Tenant, theirs: Tenant): Promise<void> {
  const words = [...theirs.secrets, theirs.name, theirs.accountId];
  const lists = api.operations.filter(
    ({ query, scope, method }) => query.includes('cursor') && scope && method === 'GET',
  );
  for (const tenant of [mine, theirs]) {
    const steps = [{ id: 'done', do: 'end', outcome: 'second' }];
    await tenant.call('PUT', '/v1/flows/x', { name: tenant.name, steps });
  }
  // Those that need one more word to answer at all.
  const needs: Record<string, string> = {
    '/v1/messages': 'user_key=u&',
    '/v1/getFlowByUserKey': 'user_key=u&',
    '/v1/getChargesByUserKey': 'user_key=u&',
    '/v1/flows/{key}': 'versions=all&',
  };
  const at = (path: string) => `${fill(path, path.includes('/channels/') ? mine.channelId : 'x')}?${needs[path] ?? ''}`;
  for (const { path } of lists) {
    const look = (search: string) => mine.as('GET', `${at(path)}${search}`);
    const usable = await look('limit=1');
    tally.count(`${path} answers at all`, usable.status === 200 ? null : `${usable.status} ${usable.text}`);
    for (const cursor of GARBAGE) {
      const answer = await look(`cursor=${encodeURIComponent(cursor)}`);
      // Of another kind of list a text may be a cursor; it must then only find what is the asker's.
      const fault = answer.status === 200 ? leakOf(answer, words) : refusalFault(answer, { status: 422 }, words);
      tally.count(`${path} with the cursor ${cursor.slice(0, 40)}`, fault);
    }
    for (const limit of LIMITS) {
      const answer = await look(`limit=${encodeURIComponent(limit)}`);
      tally.count(`${path} with the limit ${limit.slice(0, 20)}`, refusalFault(answer, { status: 422 }));
    }
    const given = await theirs.as('GET', `${at(path)}limit=1`);
    if (!given.json?.next_cursor) continue;
    const stolen = await look(`cursor=${encodeURIComponent(given.json.next_cursor)}`);
    tally.count(`${path} with their cursor`, harmFault(stolen, words));
    for (const other of lists.filter(
      ({ path: one }) => one !== path && /^\/v1\/(stores|keys|orders|pushes)$/.test(one),
    )) {
      if (path.startsWith('/v1/stores') || other.path === path) continue;
      const crossed = await mine.as('GET', `${other.path}?cursor=${encodeURIComponent(given.json.next_cursor)}`);
      tally.count(`${other.path} with a cursor of ${path}`, refusalFault(crossed, { status: 422 }));
    }
  }
}

const replayed = ({ headers }: Answer): boolean => headers.get('idempotency-replayed') === 'true';

/** Idempotency keys of others, of other calls, and of forms that no client sends. */
export async function attackIdempotency(tally: Tally, mine: Tenant, theirs: Tenant): Promise<void> {
  const input = { flow: 'x', user_key: 'the same body' };
  const start = (tenant: Tenant, key: string, body: unknown = input) =>
    tenant.as('POST', '/v1/createRequest', body, { headers: { 'idempotency-key': key } });
  const own = { ...input, id_store: mine.storeId };

  const [first, second] = [
    await start(theirs, 'shared', { ...input, id_store: theirs.storeId }),
    await start(mine, 'shared', { ...input, id_store: theirs.storeId }),
  ];
  tally.count(
    "another account's key and body",
    replayed(second) || second.text.includes(first.json.request_id)
      ? 'it got their answer'
      : refusalFault(second, { status: 404, code: 'store_not_found' }),
  );
  const mineFirst = await start(mine, 'own', own);
  const otherBody = await start(mine, 'own', { ...own, user_key: 'another' });
  const reused = { status: 422, code: 'idempotency_key_reused' };
  tally.count('one key for another body', refusalFault(otherBody, reused));
  const order = { order_id: 'idem', id_store: mine.storeId, currency: 'EUR', total: '1', items: [{ quantity: 1 }] };
  const elsewhere = await mine.as('POST', '/v1/createOrder', order, { headers: { 'idempotency-key': 'own' } });
  tally.count('one key for another operation', refusalFault(elsewhere, reused));
  const again = await start(mine, 'own', own);
  const same = again.json?.request_id === mineFirst.json.request_id && replayed(again);
  tally.count('the key still stands for its own call', same ? null : again.text.slice(0, 120));

  for (const key of ['__proto__', 'constructor', 'hasOwnProperty', "' or 1=1 --", '../admin', '%00', '{{ 7 }}']) {
    const [one, two] = [await start(mine, key, own), await start(mine, key, own)];
    const once = one.status === 201 && two.json?.request_id === one.json?.request_id;
    tally.count(`the key ${key}`, once ? null : `${one.status}, then ${two.status}`);
  }
  const tooLong = await start(mine, 'x'.repeat(256), own);
  tally.count('a key of 256 characters', refusalFault(tooLong, { status: 422 }));
  const huge = await start(mine, 'x'.repeat(12_000), own);
  tally.count('a key of 12,000 characters', huge.status >= 500 || huge.status < 300 ? String(huge.status) : null);

  const burst = await Promise.all(Array.from({ length: 20 }, () => start(mine, 'burst', own)));
  const made = new Set(burst.map(({ json }) => json?.request_id).filter(Boolean));
  const wrong = burst.filter(({ status }) => status !== 201 && status !== 409);
  tally.count('20 at once with one key', made.size === 1 && wrong.length === 0 ? null : `${made.size} requests`);

  const narrow = await mine.call('POST', '/v1/keys', { name: 'narrow', scopes: ['settings:write'] });
  for (const body of [{ name: 'all' }, { name: 'named', scopes: ['users:read'] }]) {
    const headers = { 'idempotency-key': `keys ${body.name}` };
    const full = await mine.as('POST', '/v1/keys', body, { headers });
    const stolen = await ask(`${mine.url}/v1/keys`, {
      method: 'POST',
      headers: { ...headers, 'x-api-key': narrow.api_key as string },
      body,
    });
    const wider = stolen.text.includes(full.json.api_key);
    tally.count(`a narrow key replays the making of a wide one (${body.name})`, wider ? 'it gets the wide key' : null);
  }

  const head = `POST /v1/createRequest HTTP/1.1\r\nhost: x\r\nx-api-key: ${mine.key}\r\ncontent-type: application/json\r\n`;
  const body = JSON.stringify(own);
  const before = await countRequests(mine);
  for (const value of ['a\r\n b', 'a\0b', 'a\rb', 'a\nb']) {
    const sent = `${head}content-length: ${body.length}\r\nconnection: close\r\nidempotency-key: ${value}\r\n\r\n${body}`;
    const answer = await sendRaw(mine.url, [sent]);
    const fault = answer.statuses.some((status) => status >= 500) ? answer.text.slice(0, 100) : leakOf(answer);
    tally.count(`the key ${JSON.stringify(value)} on the wire`, fault);
  }
  const after = await countRequests(mine);
  tally.count('what those made', after - before <= 4 ? null : `${after - before} requests`);
}

const countRequests = async (tenant: Tenant): Promise<number> =>
  (await callJson('GET', `${tenant.url}/v1/getRequests?limit=100`, { headers: { 'x-api-key': tenant.key } })).data
    .length;
