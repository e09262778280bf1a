import type { Claim } from '../../domain/idempotency';
import {
  deleteStore,
  findStore,
  PatchStore,
  patchStore,
  replaceStore,
  resumeStore,
  rotateStoreSecret,
} from '../../domain/stores/change-store';
import { CheckStore, checkStore } from '../../domain/stores/check/check-store';
import { type CreatedStore, CreateStore, createStore } from '../../domain/stores/create-store';
import { formatInstant } from '../../shared/zone';
import { once } from '../idempotency';
import { answers, jsonOf, newApi, operation, optionalJsonOf, problem, z } from '../operation';
import { cursorAfter, nextCursor, pageQuery } from '../page-query';
import { CheckResource } from '../resources/check';
import { Instant } from '../resources/common';
import { presentStore, StoreResource } from '../resources/store';

const CreatedStoreResource = StoreResource.extend({
  secret: z.string().nullable().meta({ description: 'The signing secret, shown this once; a Shopify store has none' }),
}).meta({ id: 'CreatedStore' });
const StoreList = z.object({ data: z.array(StoreResource), next_cursor: nextCursor }).meta({ id: 'StoreList' });

const create = operation({
  method: 'post',
  path: '/v1/stores',
  scope: 'settings:write',
  creates: true,
  summary: 'Make a store',
  request: { body: jsonOf(CreateStore) },
  responses: { 201: answers('The store, with its signing secret this once', CreatedStoreResource) },
});
const list = operation({
  method: 'get',
  path: '/v1/stores',
  scope: 'settings:read',
  summary: 'List stores',
  request: { query: z.object(pageQuery('str')) },
  responses: { 200: answers('A page of stores', StoreList) },
});
const show = operation({
  method: 'get',
  path: '/v1/stores/{id}',
  scope: 'settings:read',
  summary: 'One store',
  request: { params: z.object({ id: z.string().max(64) }) },
  responses: { 200: answers('The store', StoreResource), 404: problem('The account has no such store') },
});

const one = { path: '/v1/stores/{id}', scope: 'settings:write' } as const;
const params = z.object({ id: z.string().max(64) });
const missing = problem('The account has no such store');
const changing = problem('Other changes of the store came in between, again and again');
const replace = operation({
  ...one,
  method: 'put',
  summary: 'Replace a store; its secret stays if none is given',
  request: { params, body: jsonOf(CreateStore) },
  responses: { 200: answers('The store', StoreResource), 404: missing, 409: changing },
});
const patch = operation({
  ...one,
  method: 'patch',
  summary: 'Merge a patch (RFC 7396) into a store',
  request: { params, body: jsonOf(PatchStore) },
  responses: { 200: answers('The store', StoreResource), 404: missing, 409: changing },
});
const remove = operation({
  ...one,
  method: 'delete',
  summary: 'Delete a store; no more calls are made to it and its waiting pushes are cancelled',
  request: { params },
  responses: { 204: { description: 'It is gone' }, 404: missing },
});
const rotate = operation({
  method: 'post',
  path: '/v1/stores/{id}/rotate_secret',
  scope: 'settings:write',
  creates: true,
  summary: 'Make a new signing secret; the old one signs too for a day',
  request: { params, body: optionalJsonOf(z.strictObject({})) },
  responses: { 200: answers('The store, with its new secret this once', CreatedStoreResource), 404: missing },
});

const StoreCheck = z
  .object({
    id_store: z.string(),
    ok: z.boolean().meta({ description: 'Nothing has failed' }),
    checked_at: Instant,
    checks: z.array(CheckResource),
  })
  .meta({ id: 'StoreCheck' });
const check = operation({
  method: 'post',
  path: '/v1/stores/{id}/check',
  scope: 'settings:write',
  summary: "Try the merchant's two endpoints, rightly and wrongly, or the store at Shopify, and say what to mend",
  request: { params, body: optionalJsonOf(CheckStore) },
  responses: { 200: answers('What was seen', StoreCheck), 404: missing },
});

const resume = operation({
  method: 'post',
  path: '/v1/stores/{id}/resume',
  scope: 'settings:write',
  summary: 'Let a paused store go on',
  request: { params, body: optionalJsonOf(z.strictObject({})) },
  responses: { 200: answers('The store', StoreResource), 404: missing },
});

export const storesApi = newApi()
  .openapi(create, async (c) => {
    const deps = c.get('deps');
    const { accountId, timeZone } = c.get('caller').account;
    const body = await once(
      c,
      accountId,
      (claim: Claim<CreatedStore>) => createStore(deps, c.get('caller'), c.req.valid('json'), claim),
      async ({ store, secret }) => ({ ...(await presentStore(store, deps.sealer, timeZone)), secret }),
    );
    return c.json(body, 201);
  })
  .openapi(list, async (c) => {
    const { stores, sealer } = c.get('deps');
    const { account } = c.get('caller');
    const { limit, cursor } = c.req.valid('query');
    const { rows, more } = await stores.list(account.accountId, { limit, after: cursor ?? null });
    const data = await Promise.all(rows.map((row) => presentStore(row, sealer, account.timeZone)));
    const last = data.at(-1);
    return c.json({ data, next_cursor: more && last ? cursorAfter(last.id_store) : null }, 200);
  })
  .openapi(show, async (c) => {
    const store = await findStore(c.get('deps'), c.get('caller'), c.req.valid('param').id);
    return c.json(await presentStore(store, c.get('deps').sealer, c.get('caller').account.timeZone), 200);
  })
  .openapi(replace, async (c) => {
    const input = { idStore: c.req.valid('param').id, input: c.req.valid('json') };
    const store = await replaceStore(c.get('deps'), c.get('caller'), input);
    return c.json(await presentStore(store, c.get('deps').sealer, c.get('caller').account.timeZone), 200);
  })
  .openapi(patch, async (c) => {
    const input = { idStore: c.req.valid('param').id, patch: c.req.valid('json') };
    const store = await patchStore(c.get('deps'), c.get('caller'), input);
    return c.json(await presentStore(store, c.get('deps').sealer, c.get('caller').account.timeZone), 200);
  })
  .openapi(remove, async (c) => {
    await deleteStore(c.get('deps'), c.get('caller'), c.req.valid('param').id);
    return c.body(null, 204);
  })
  .openapi(check, async (c) => {
    const { timeZone } = c.get('caller').account;
    const idStore = c.req.valid('param').id;
    const asked = { ...c.req.valid('json'), idStore };
    const { ok, checks, checkedAt } = await checkStore(c.get('deps'), c.get('caller'), asked);
    return c.json({ id_store: idStore, ok, checked_at: formatInstant(checkedAt, timeZone), checks }, 200);
  })
  .openapi(resume, async (c) => {
    const store = await resumeStore(c.get('deps'), c.get('caller'), c.req.valid('param').id);
    return c.json(await presentStore(store, c.get('deps').sealer, c.get('caller').account.timeZone), 200);
  })
  .openapi(rotate, async (c) => {
    const { sealer } = c.get('deps');
    const { accountId, timeZone } = c.get('caller').account;
    const body = await once(
      c,
      accountId,
      (claim: Claim<CreatedStore>) => rotateStoreSecret(c.get('deps'), c.get('caller'), c.req.valid('param').id, claim),
      async ({ store, secret }) => ({ ...(await presentStore(store, sealer, timeZone)), secret }),
    );
    return c.json(body, 200);
  });
