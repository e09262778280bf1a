import type { Tenant } from './arena.ts';
import { ask, forEachAtOnce } from './ask.ts';
import type { Tally } from './family.ts';
import { type Expected, refusalFault } from './fault-of.ts';
import { type Api, fill } from './operations.ts';

/** A value of no type that any member could have. */
const WRONG = [[[true]]];

/** What a caller would like to set and may not, wherever it stands. */
const ASSIGNED = {
  account_id: 'acc_x',
  request_id: 'req_x',
  key_id: 'key_x',
  status: 'completed',
  created_at: '2020-01-01',
  is_admin: true,
  admin: true,
  hash: 'x',
  revoked_at: null,
  paused_at: null,
  deleted_at: null,
  amount: '0',
  source: 'shopify',
  accountId: 'acc_x',
};

/** A merge patch is judged with the row that it changes, so that row must be there. */
const ownPath = (path: string, { storeId }: Tenant): string => fill(path, path.includes('/stores/') ? storeId : 'x');

/** Each operation with a body: what is not JSON, too large, unknown, or of a wrong type. */
export async function attackBodies(tally: Tally, api: Api, mine: Tenant): Promise<void> {
  const { url, key, secrets } = mine;
  await forEachAtOnce(api.operations, 6, async ({ method, path, scope, body }) => {
    if (body === null || scope === null) return;
    const send = async (
      what: string,
      sent: string | Uint8Array | object,
      expected: Expected,
      type = 'application/json',
    ) => {
      const headers = { 'x-api-key': key, 'content-type': type };
      const answer = await ask(`${url}${ownPath(path, mine)}`, { method, headers, body: sent });
      tally.count(`${method} ${path}, ${what}`, refusalFault(answer, expected, secrets));
    };
    const media = { status: 415, code: 'unsupported_media_type' };
    await send('text/plain', '{}', media, 'text/plain');
    await send('a form', 'a=1', media, 'application/x-www-form-urlencoded');
    await send('a form in parts', '--x--', media, 'multipart/form-data; boundary=x');
    await send('a type that only begins as JSON', '{}', media, 'application/json-seq');
    const invalid = { status: 400, code: 'invalid_json' };
    for (const text of ['{', '{"a":}', "{'a':1}", '{"a":1}}', 'NaN', '{"a":1,}', '{"a":"\u0001"}']) {
      await send(`the body ${JSON.stringify(text)}`, text, invalid);
    }
    await send('bytes that are no UTF-8', new Uint8Array([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d]), invalid);
    await send('a body of 257 KiB', `{"a":"${'x'.repeat(263_168)}"}`, { status: 413, code: 'body_too_large' });
    await send('a list', '[]', { status: 422 });
    await send('null', 'null', { status: 422 });
    const unknown = { status: 422, code: ['validation_failed', 'flow_invalid'] };
    await send('an unknown member', { ...sampleOf(body.members), no_such_member: 1 }, unknown);
    for (const [name, schema] of Object.entries(body.members)) {
      if (Object.keys(schema).length > 0) await send(`${name} of a wrong type`, { [name]: WRONG }, unknown);
    }
  });
}

/** The least that a discriminated body must say for its other members to be looked at. */
const sampleOf = (members: Record<string, any>): Record<string, unknown> => (members.kind ? { kind: 'custom' } : {});

/** Members that nobody may assign, in every body: at the top, nested, and by the names of prototypes. */
export async function attackAssignment(tally: Tally, api: Api, mine: Tenant): Promise<void> {
  await forEachAtOnce(api.operations, 6, async ({ method, path, scope, body }) => {
    if (body === null || scope === null) return;
    const send = async (what: string, sent: string | object, expected: Expected) => {
      const headers = { 'x-api-key': mine.key };
      const answer = await ask(`${mine.url}${ownPath(path, mine)}`, { method, headers, body: sent });
      tally.count(`${method} ${path}, ${what}`, refusalFault(answer, expected, mine.secrets));
    };
    const refused = { status: 422 };
    for (const [name, value] of Object.entries(ASSIGNED)) {
      if (name in body.members) continue;
      await send(`${name} at the top`, { ...sampleOf(body.members), [name]: value }, refused);
    }
    await send('constructor.prototype', '{"constructor":{"prototype":{"admin":true}}}', refused);
    const invalid = { status: 400, code: 'invalid_json' };
    await send('__proto__', '{"__proto__":{"scopes":["settings:write"]}}', invalid);
    await send('__proto__ nested and escaped', '{"variables":{"a":[{"\\u005f_proto__":{"admin":true}}]}}', invalid);
    await send('a member twice', '{"name":"a","name":"b"}', invalid);
    await send('a member twice, once escaped', '{"name":"a","n\\u0061me":"b"}', invalid);
  });

  const nested: [string, unknown, string][] = [
    [
      '/v1/createRequest',
      { flow: 'mine', user_key: 'u', object: { type: 'order', id: '1', account_id: 'x' } },
      '/object/account_id',
    ],
    [
      '/v1/createOrder',
      { order_id: 'n', currency: 'EUR', total: '1', items: [{ quantity: 1, id: 'x' }] },
      '/items/0/id',
    ],
    ['/v1/stores', { name: 'x', kind: 'custom', rate: { per_second: 1, unlimited: true } }, '/rate/unlimited'],
    [
      '/v1/stores',
      { name: 'x', kind: 'custom', get_object: { url: 'https://shop.it/', redirect: 'follow' } },
      '/get_object/redirect',
    ],
  ];
  for (const [path, body, pointer] of nested) {
    const answer = await mine.as('POST', path, body);
    const told = answer.json?.errors?.some((error: any) => error.path === pointer && error.code === 'unknown_member');
    tally.count(
      `POST ${path}, ${pointer}`,
      refusalFault(answer, { status: 422 }) ?? (told ? null : `${pointer} is not named`),
    );
  }

  const narrow = await mine.call('POST', '/v1/keys', { name: 'narrow', scopes: ['settings:write'] });
  const headers = { 'x-api-key': narrow.api_key as string };
  const wider = await ask(`${mine.url}/v1/keys`, {
    method: 'POST',
    headers,
    body: { name: 'w', scopes: ['users:read'] },
  });
  tally.count('a key that makes one with more scopes', refusalFault(wider, { status: 403, code: 'missing_scope' }));
  const unnamed = await ask(`${mine.url}/v1/keys`, { method: 'POST', headers, body: { name: 'w' } });
  const scopes = JSON.stringify(unnamed.json?.scopes);
  tally.count('a key that makes one without naming scopes', scopes === '["settings:write"]' ? null : scopes);
  const wide = (await mine.call('GET', '/v1/keys')).data.find(({ scopes }: any) => scopes.length > 4);
  const rotated = await ask(`${mine.url}/v1/keys/${wide.key_id}/rotate`, { method: 'POST', headers });
  tally.count('a key that rotates a wider one', refusalFault(rotated, { status: 403, code: 'missing_scope' }));
}
