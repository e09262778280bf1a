import { eventually } from '../local/api.ts';
import type { Possessions, Tenant } from './arena.ts';
import { type Asked, ask, forEachAtOnce } from './ask.ts';
import type { Tally } from './family.ts';
import { type Expected, refusalFault } from './fault-of.ts';
import { type Api, fill, fits, type Operation } from './operations.ts';

const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'];

export type Keys = { revoked: string; expired: string; rotated: string; alone: Record<string, string> };

/** Keys that no longer open anything, and for each scope a key with that one only. */
export async function badKeys(tenant: Tenant, scopes: string[]): Promise<Keys> {
  const make = (input: Record<string, unknown>) => tenant.call('POST', '/v1/keys', input);
  const ending = await make({ name: 'expired', expires_at: new Date(Date.now() + 1_500).toISOString() });
  const revoked = await make({ name: 'revoked' });
  await tenant.call('DELETE', `/v1/keys/${revoked.key_id}`);
  const rotated = await make({ name: 'rotated' });
  await tenant.call('POST', `/v1/keys/${rotated.key_id}/rotate`, { overlap_seconds: 0 });
  const alone = await Promise.all(
    scopes.map(async (scope) => [scope, (await make({ name: scope, scopes: [scope] })).api_key] as const),
  );
  await eventually('the end of a key', async () => {
    const { status } = await ask(`${tenant.url}/v1/account`, { headers: { 'x-api-key': ending.api_key } });
    return status === 401 ? true : null;
  });
  return {
    revoked: revoked.api_key,
    expired: ending.api_key,
    rotated: rotated.api_key,
    alone: Object.fromEntries(alone),
  };
}

const unauthorized = { status: 401, code: 'unauthorized' };

/** Every operation, with every key that must not open it. */
export async function attackKeys(
  tally: Tally,
  { api, mine, keys, adminToken }: { api: Api; mine: Tenant; keys: Keys; adminToken: string },
): Promise<void> {
  const secrets = [...mine.secrets, ...Object.values(keys.alone), adminToken];
  await forEachAtOnce(api.operations, 6, async ({ method, path, scope, body }) => {
    const at = `${mine.url}${fill(path)}`;
    const given = body ? {} : undefined;
    const refused = async (what: string, headers: Asked['headers'], expected: Expected, search = '') => {
      const answer = await ask(`${at}${search}`, { method, headers, body: given });
      tally.count(`${method} ${path}, ${what}`, refusalFault(answer, expected, secrets));
    };
    await refused('no key', {}, unauthorized);
    await refused('an empty key', { 'x-api-key': '' }, unauthorized);
    if (scope === null) {
      for (const [what, token] of Object.entries({ 'an API key': mine.key, 'a wrong token': 'x', ...keys.alone })) {
        await refused(`${what} as the admin token`, { authorization: `Bearer ${token}` }, unauthorized);
      }
      await refused('an API key', { 'x-api-key': mine.key }, unauthorized, `?api_key=${mine.key}`);
      await refused('the token as x-api-key', { 'x-api-key': adminToken }, unauthorized);
      await refused('the token in the query', {}, unauthorized, `?api_key=${adminToken}&token=${adminToken}`);
      return;
    }
    await refused('an unknown key', { 'x-api-key': `aisac_${'A'.repeat(32)}` }, unauthorized);
    await refused('a key with one letter more', { 'x-api-key': `${mine.key}A` }, unauthorized);
    await refused('a key in other case', { 'x-api-key': mine.key.toUpperCase() }, unauthorized);
    await refused('the id of an account', { 'x-api-key': mine.accountId }, unauthorized);
    await refused('a key as Basic', { authorization: `Basic ${btoa(`x:${mine.key}`)}` }, unauthorized);
    await refused('a key in a cookie', { cookie: `api_key=${mine.key}; x-api-key=${mine.key}` }, unauthorized);
    await refused('the admin token', { authorization: `Bearer ${adminToken}` }, unauthorized);
    for (const ended of ['revoked', 'expired', 'rotated'] as const) {
      await refused(`a ${ended} key`, { 'x-api-key': keys[ended] }, unauthorized);
    }
    const conflicting = { status: 400, code: 'conflicting_keys' };
    await refused('two keys', { 'x-api-key': mine.key, authorization: 'Bearer x' }, conflicting);
    await refused('two keys in the query', {}, conflicting, `?api_key=${mine.key}&api_key=x`);
    for (const [only, key] of Object.entries(keys.alone)) {
      if (only !== scope) {
        await refused(`a key with ${only} only`, { 'x-api-key': key }, { status: 403, code: 'missing_scope' });
      }
    }
  });
}

/** Every path with every verb that it does not have. */
export async function attackVerbs(tally: Tally, api: Api, { url, key }: Tenant): Promise<void> {
  for (const path of api.paths) {
    const at = fill(path);
    const known = api.operations.filter((operation) => fits(operation.path, at)).map(({ method }) => method);
    for (const method of METHODS.filter((one) => !known.includes(one))) {
      const body = method === 'GET' ? undefined : {};
      const answer = await ask(`${url}${at}`, { method, headers: { 'x-api-key': key }, body });
      const allow = answer.headers.get('allow') ?? '';
      const told = known.every((one) => allow.split(', ').includes(one)) ? null : `Allow is ${allow}`;
      const fault = refusalFault(answer, { status: 405, code: 'method_not_allowed' }) ?? told;
      tally.count(`${method} ${path}`, fault);
    }
  }
}

/** Bodies with which an action on somebody else's row would otherwise be valid. */
const VALID: Record<string, unknown> = {
  'PUT /v1/stores/{id}': { name: 'x', kind: 'custom' },
  'PUT /v1/channels/{id}': { name: 'x', phone_number_id: '1', waba_id: '1' },
  'PATCH /v1/flows/{key}': { active: false },
};

const ownerOf = ({ path }: Operation, theirs: Tenant, has: Possessions): string | null => {
  const [, , resource = ''] = path.split('/');
  const ids: Record<string, string> = {
    requests: has.requestId,
    orders: has.orderId,
    stores: theirs.storeId,
    channels: theirs.channelId,
    keys: has.keyId,
    flows: 'theirs',
    pushes: has.push,
    messages: has.message,
    events: has.event,
  };
  return /\{(id|key)\}/.test(path) ? (ids[resource] ?? null) : null;
};

/** What is another account's, by its id in the path, in the query and in the body: it is not there. */
export async function attackTenancy(
  tally: Tally,
  { api, mine, theirs, has }: { api: Api; mine: Tenant; theirs: Tenant; has: Possessions },
): Promise<void> {
  const words = [...theirs.secrets, theirs.name, theirs.customer, theirs.accountId];
  for (const operation of api.operations) {
    const { method, path, scope, query, body } = operation;
    const id = ownerOf(operation, theirs, has);
    const own = path.startsWith('/v1/flows') && method === 'PUT';
    if (id !== null && scope !== null && !own) {
      const given = path.endsWith('/simulate') ? {} : (VALID[`${method} ${path}`] ?? {});
      const answer = await mine.as(method, fill(path, id), body ? given : undefined);
      tally.count(
        `${method} ${path} of another account`,
        refusalFault(answer, { status: 404, code: 'not_found' }, words),
      );
    }
    if (scope === null) continue;
    const ids = { id_store: theirs.storeId, request_id: has.requestId, user_key: theirs.userKey, object_id: '1001' };
    for (const [name, value] of Object.entries(ids)) {
      if (!query.includes(name)) continue;
      const answer = await mine.as(method, `${fill(path)}?${name}=${encodeURIComponent(value)}`);
      // The customer's key is the asker's own word; everything else of theirs must stay out.
      const hidden = name === 'user_key' ? words.filter((word) => word !== theirs.customer) : words;
      const empty = answer.status !== 200 || answer.json?.data?.length === 0 ? null : 'it finds something';
      const fault = answer.status === 200 ? empty : refusalFault(answer, { status: [404, 422] }, hidden);
      tally.count(`${method} ${path}?${name} of another account`, fault);
    }
  }
  const order = { order_id: '1', currency: 'EUR', total: '1.00', items: [{ quantity: 1 }] };
  const inBodies: [string, string, unknown, number[]][] = [
    ['POST', '/v1/createRequest', { flow: 'mine', user_key: 'u', id_store: theirs.storeId }, [404]],
    ['POST', '/v1/createRequest', { flow: 'theirs', user_key: 'u', id_store: mine.storeId }, [422]],
    ['POST', '/v1/createOrder', { ...order, id_store: theirs.storeId }, [404]],
    ['POST', '/v1/pushes/recover', { id_store: theirs.storeId, from: '2020-01-01', to: '2030-01-01' }, [404]],
    ['POST', '/v1/flows/mine/simulate', { id_store: theirs.storeId, object: { id: '1' } }, [404]],
  ];
  for (const [method, path, body, statuses] of inBodies) {
    const fault = refusalFault(await mine.as(method, path, body), { status: statuses }, words);
    tally.count(`${method} ${path} ${JSON.stringify(body)}`, fault);
  }
  const found = await mine.as('POST', '/v1/getRequests', { id_store: theirs.storeId });
  tally.count('POST /v1/getRequests by their store', found.json?.data?.length === 0 ? null : found.text.slice(0, 200));
}
