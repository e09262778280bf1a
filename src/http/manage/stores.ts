import type { MakeIdempotencyRecord } from '../../domain/idempotency';
import { PatchStore, patchStore, replaceStore } from '../../domain/stores/change-store';
import { CheckStore, checkStore } from '../../domain/stores/check/check-store';
import { type CreatedStore, CreateStore, createStore } from '../../domain/stores/create-store';
import { deleteStore } from '../../domain/stores/delete-store';
import { findStore } from '../../domain/stores/find-store';
import { resumeStore } from '../../domain/stores/resume-store';
import { rotateStoreSecret } from '../../domain/stores/rotate-store-secret';
import { formatInstant } from '../../shared/time-zone';
import { jsonRequestBody, jsonResponse, newApi, operation, optionalJsonRequestBody, problem, z } from '../operation';
import { cursorAfter, nextCursor, pageQuery } from '../pagination';
import { CheckResource } from '../resources/check';
import { Instant } from '../resources/common';
import { presentStore, StoreResource } from '../resources/store';
import { withIdempotency } from '../with-idempotency';

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
  request: { body: jsonRequestBody(CreateStore) },
  responses: { 201: jsonResponse('The store, with its signing secret this once', CreatedStoreResource) },
});
const list = operation({
  method: 'get',
  path: '/v1/stores',
  scope: 'settings:read',
  summary: 'List stores',
  request: { query: z.object(pageQuery('str')) },
  responses: { 200: jsonResponse('A page of stores', StoreList) },
});
const show = operation({
  method: 'get',
  path: '/v1/stores/{id}',
  scope: 'settings:read',
  summary: 'One store',
  request: { params: z.object({ id: z.string().max(64) }) },
  responses: { 200: jsonResponse('The store', StoreResource), 404: problem('The account has no such store') },
});

const one = { path: '/v1/stores/{id}', scope: 'settings:write' } as const;
const params = z.object({ id: z.string().max(64) });
const missing = problem('The account has no such store');
const changing = problem('Other changes of the store came in between, again and again');
const replace = operation({
  ...one,
  method: 'put',
  summary: 'Replace a store; its secret stays if none is given',
  request: { params, body: jsonRequestBody(CreateStore) },
  responses: { 200: jsonResponse('The store', StoreResource), 404: missing, 409: changing },
});
const patch = operation({
  ...one,
  method: 'patch',
  summary: 'Merge a patch (RFC 7396) into a store',
  request: { params, body: jsonRequestBody(PatchStore) },
  responses: { 200: jsonResponse('The store', StoreResource), 404: missing, 409: changing },
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
  request: { params, body: optionalJsonRequestBody(z.strictObject({})) },
  responses: { 200: jsonResponse('The store, with its new secret this once', CreatedStoreResource), 404: missing },
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
  request: { params, body: optionalJsonRequestBody(CheckStore) },
  responses: { 200: jsonResponse('What was seen', StoreCheck), 404: missing },
});

const resume = operation({
  method: 'post',
  path: '/v1/stores/{id}/resume',
  scope: 'settings:write',
  summary: 'Let a paused store go on',
  request: { params, body: optionalJsonRequestBody(z.strictObject({})) },
  responses: { 200: jsonResponse('The store', StoreResource), 404: missing },
});

export const storesApi = newApi()
  .openapi(create, async (c) => {
    const deps = c.get('deps');
    const { accountId, timeZone } = c.get('caller').account;
    const body = await withIdempotency(
      c,
      accountId,
      (claim: MakeIdempotencyRecord<CreatedStore>) => createStore(deps, c.get('caller'), c.req.valid('json'), claim),
      async ({ store, secret }) => ({ ...(await presentStore(store, deps.encryptor, timeZone)), secret }),
    );
    return c.json(body, 201);
  })
  .openapi(list, async (c) => {
    const { stores, encryptor } = c.get('deps');
    const { account } = c.get('caller');
    const { limit, cursor } = c.req.valid('query');
    const { rows, more } = await stores.list(account.accountId, { limit, after: cursor ?? null });
    const data = await Promise.all(rows.map((row) => presentStore(row, encryptor, account.timeZone)));
    const last = data.at(-1);
    return c.json({ data, next_cursor: more && last ? cursorAfter(last.id_store) : null }, 200);
  })
  .openapi(show, async (c) => {
    const store = await findStore(c.get('deps'), c.get('caller'), c.req.valid('param').id);
    return c.json(await presentStore(store, c.get('deps').encryptor, c.get('caller').account.timeZone), 200);
  })
  .openapi(replace, async (c) => {
    const input = { storeId: c.req.valid('param').id, input: c.req.valid('json') };
    const store = await replaceStore(c.get('deps'), c.get('caller'), input);
    return c.json(await presentStore(store, c.get('deps').encryptor, c.get('caller').account.timeZone), 200);
  })
  .openapi(patch, async (c) => {
    const input = { storeId: c.req.valid('param').id, patch: c.req.valid('json') };
    const store = await patchStore(c.get('deps'), c.get('caller'), input);
    return c.json(await presentStore(store, c.get('deps').encryptor, c.get('caller').account.timeZone), 200);
  })
  .openapi(remove, async (c) => {
    await deleteStore(c.get('deps'), c.get('caller'), c.req.valid('param').id);
    return c.body(null, 204);
  })
  .openapi(check, async (c) => {
    const { timeZone } = c.get('caller').account;
    const storeId = c.req.valid('param').id;
    const asked = { ...c.req.valid('json'), storeId };
    const { ok, checks, checkedAt } = await checkStore(c.get('deps'), c.get('caller'), asked);
    return c.json({ id_store: storeId, ok, checked_at: formatInstant(checkedAt, timeZone), checks }, 200);
  })
  .openapi(resume, async (c) => {
    const store = await resumeStore(c.get('deps'), c.get('caller'), c.req.valid('param').id);
    return c.json(await presentStore(store, c.get('deps').encryptor, c.get('caller').account.timeZone), 200);
  })
  .openapi(rotate, async (c) => {
    const { encryptor } = c.get('deps');
    const { accountId, timeZone } = c.get('caller').account;
    const body = await withIdempotency(
      c,
      accountId,
      (claim: MakeIdempotencyRecord<CreatedStore>) =>
        rotateStoreSecret(c.get('deps'), c.get('caller'), c.req.valid('param').id, claim),
      async ({ store, secret }) => ({ ...(await presentStore(store, encryptor, timeZone)), secret }),
    );
    return c.json(body, 200);
  });
