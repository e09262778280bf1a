import { type AskOptions, ask } from '../local/api.ts';
import { callAll } from '../local/call-all.ts';
import { refusalFault, type Tally } from './family.ts';
import { type Api, fill, type Operation } from './operations.ts';
import type { Possessions, Tenant } from './tenant.ts';

const CONCURRENCY = 6;

/** Calls every operation with every key that must be rejected. */
export async function attackKeys(tally: Tally, api: Api, own: Tenant, adminToken: string): Promise<void> {
  const create = (body: Record<string, unknown>) => own.call('POST', '/v1/keys', body);
  const revoked = await create({ name: 'revoked' });
  await own.call('DELETE', `/v1/keys/${revoked.key_id}`);
  const rotated = await create({ name: 'rotated' });
  await own.call('POST', `/v1/keys/${rotated.key_id}/rotate`, { overlap_seconds: 0 });
  const narrow = new Map<string, string>();
  for (const scope of api.scopes) narrow.set(scope, (await create({ name: scope, scopes: [scope] })).api_key);
  const secrets = [...own.secrets, ...narrow.values(), adminToken];

  await callAll(api.operations, CONCURRENCY, async ({ method, path, scope, members }) => {
    const refused = async (
      what: string,
      headers: AskOptions['headers'],
      { status = 401, code = 'unauthorized', search = '' } = {},
    ) => {
      const answer = await ask(`${own.url}${fill(path)}${search}`, { method, headers, body: members ? {} : undefined });
      tally.count(`${method} ${path}, ${what}`, refusalFault(answer, status, { code, secrets }));
    };
    await refused('no key', {});
    if (scope === null) {
      await refused('an API key as the admin token', { authorization: `Bearer ${own.key}` });
      await refused('an API key', { 'x-api-key': own.key });
      await refused('the admin token as x-api-key', { 'x-api-key': adminToken });
      await refused('the admin token in the query', {}, { search: `?api_key=${adminToken}&token=${adminToken}` });
      return;
    }
    await refused('a key with one letter more', { 'x-api-key': `${own.key}A` });
    await refused('the id of the account', { 'x-api-key': own.accountId });
    await refused('a key as Basic', { authorization: `Basic ${btoa(`x:${own.key}`)}` });
    await refused('a key in a cookie', { cookie: `api_key=${own.key}; x-api-key=${own.key}` });
    await refused('the admin token', { authorization: `Bearer ${adminToken}` });
    await refused('a revoked key', { 'x-api-key': revoked.api_key });
    await refused('a rotated key', { 'x-api-key': rotated.api_key });
    for (const [only, key] of narrow) {
      if (only !== scope)
        await refused(`a key with ${only} only`, { 'x-api-key': key }, { status: 403, code: 'missing_scope' });
    }
  });
}

/** Bodies that would be valid for the caller's own row. */
const VALID: Record<string, unknown> = {
  'PUT /v1/stores/{id}': { name: 'x', kind: 'custom' },
  'PUT /v1/channels/{id}': { name: 'x', phone_number_id: '1', waba_id: '1' },
  'PATCH /v1/flows/{key}': { active: false },
};

/** Uses another account's ids in the path, the query and the body: to the caller they do not exist. */
export async function attackTenancy(
  tally: Tally,
  api: Api,
  own: Tenant,
  other: Tenant,
  has: Possessions,
): Promise<void> {
  const words = [...other.secrets, other.name, other.customer, other.accountId];
  const ids: Record<string, string> = {
    requests: has.request,
    orders: has.order,
    stores: other.idStore,
    channels: other.channelId,
    keys: has.key,
    flows: 'theirs',
    pushes: has.push,
    messages: has.message,
    events: has.event,
  };
  const idOf = ({ path }: Operation) => (/\{(id|key)\}/.test(path) ? ids[path.split('/')[2] ?? ''] : undefined);
  const filters = { id_store: other.idStore, request_id: has.request, user_key: other.userKey, object_id: '1001' };
  for (const operation of api.operations.filter(({ scope }) => scope !== null)) {
    const { method, path, query, members } = operation;
    const id = idOf(operation);
    // PUT of a flow creates the caller's own one.
    if (id !== undefined && !(path.startsWith('/v1/flows') && method === 'PUT')) {
      const body = members ? (VALID[`${method} ${path}`] ?? {}) : undefined;
      const fault = refusalFault(await own.as(method, fill(path, id), body), 404, {
        code: 'not_found',
        secrets: words,
      });
      tally.count(`${method} ${path} of another account`, fault);
    }
    for (const [name, value] of Object.entries(filters)) {
      if (!query.includes(name)) continue;
      const answer = await own.as(method, `${fill(path)}?${name}=${encodeURIComponent(value)}`);
      // The response repeats the requested user key.
      const secrets = name === 'user_key' ? words.filter((word) => word !== other.customer) : words;
      const isEmpty = answer.json?.data?.length === 0;
      const fault =
        answer.status === 200 ? (isEmpty ? null : 'it finds rows') : refusalFault(answer, [404, 422], { secrets });
      tally.count(`${method} ${path}?${name} of another account`, fault);
    }
  }
}
