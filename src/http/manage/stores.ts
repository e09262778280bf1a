import type { Context } from 'hono';
import type { Store } from '../../db/stores/stores';
import type { MakeIdempotencyRecord } from '../../domain/idempotency-record';
import { PatchStore, patchStore, replaceStore } from '../../domain/stores/change-store';
import { CheckStore, checkStore } from '../../domain/stores/check/check-store';
import { type CreatedStore, CreateStore, createStore } from '../../domain/stores/create-store';
import { deleteStore } from '../../domain/stores/delete/delete-store';
import { findStore } from '../../domain/stores/find-store';
import { listStores } from '../../domain/stores/list-stores';
import { resumeStore } from '../../domain/stores/resume-store';
import { rotateStoreSecret } from '../../domain/stores/rotate-store-secret';
import { readSetUp, setUpStore } from '../../domain/stores/set-up/set-up-store';
import { SetUpStep } from '../../shared/flows/set-up-step';
import { formatInstant } from '../../shared/time/time-zone';
import {
  emptyRequestBody,
  idParams,
  jsonRequestBody,
  jsonResponse,
  optionalJsonRequestBody,
  problem,
} from '../openapi/declarations';
import { newApi, operation, z } from '../openapi/operation';
import type { AppEnv } from '../request/app-env';
import { listOf, nextCursorOf, pageQuery, toPageParams } from '../request/pagination';
import { withIdempotency, withReservedKey } from '../request/with-idempotency';
import { CheckResource, presentChecks } from '../resources/check';
import { Instant } from '../resources/common';
import { presentSteps } from '../resources/set-up';
import { presentStore, StoreResource } from '../resources/store';

const CreatedStoreResource = StoreResource.extend({
  secret: z
    .string()
    .nullable()
    .meta({ description: 'The signing secret, which is shown only once; null for a Shopify store' }),
}).meta({ id: 'CreatedStore' });
const missing = problem('The account has no such store');

const create = operation({
  method: 'post',
  path: '/v1/stores',
  scope: 'settings:write',
  creates: true,
  summary: 'Create a store',
  request: { body: jsonRequestBody(CreateStore) },
  responses: {
    201: jsonResponse('The store, with its signing secret, which is shown only once', CreatedStoreResource),
  },
});
const list = operation({
  method: 'get',
  path: '/v1/stores',
  scope: 'settings:read',
  summary: 'List stores',
  request: { query: z.object(pageQuery('str')) },
  responses: { 200: jsonResponse('A page of stores', listOf(StoreResource, 'StoreList')) },
});
const show = operation({
  method: 'get',
  path: '/v1/stores/{id}',
  scope: 'settings:read',
  summary: 'Get a store',
  request: { params: idParams },
  responses: { 200: jsonResponse('The store', StoreResource), 404: missing },
});

const writeOne = { path: '/v1/stores/{id}', scope: 'settings:write' } as const;
const concurrentChange = problem('Another call changed the store at the same time; try again');
const replace = operation({
  ...writeOne,
  method: 'put',
  summary: 'Replace a store; secrets that are left out are kept',
  request: { params: idParams, body: jsonRequestBody(CreateStore) },
  responses: { 200: jsonResponse('The store', StoreResource), 404: missing, 409: concurrentChange },
});
const patch = operation({
  ...writeOne,
  method: 'patch',
  summary: 'Update a store with a merge patch (RFC 7396)',
  request: { params: idParams, body: jsonRequestBody(PatchStore) },
  responses: { 200: jsonResponse('The store', StoreResource), 404: missing, 409: concurrentChange },
});
const remove = operation({
  ...writeOne,
  method: 'delete',
  summary: 'Delete a store and cancel its pending pushes',
  request: { params: idParams },
  responses: { 204: { description: 'The store is deleted' }, 404: missing },
});
const rotate = operation({
  method: 'post',
  path: '/v1/stores/{id}/rotate_secret',
  scope: 'settings:write',
  creates: true,
  summary: 'Rotate the signing secret; for 24 hours pushes are signed with both secrets',
  request: { params: idParams, body: emptyRequestBody },
  responses: {
    200: jsonResponse('The store, with its new secret, which is shown only once', CreatedStoreResource),
    404: missing,
  },
});

const StoreCheck = z
  .object({
    id_store: z.string(),
    ok: z.boolean().meta({ description: 'Whether no check failed' }),
    checked_at: Instant,
    checks: z.array(CheckResource),
  })
  .meta({ id: 'StoreCheck' });
const check = operation({
  method: 'post',
  path: '/v1/stores/{id}/check',
  scope: 'settings:write',
  summary: "Check the store's endpoints or its Shopify settings and report how to fix problems",
  request: { params: idParams, body: optionalJsonRequestBody(CheckStore) },
  responses: { 200: jsonResponse('The results of the checks', StoreCheck), 404: missing },
});

const resume = operation({
  method: 'post',
  path: '/v1/stores/{id}/resume',
  scope: 'settings:write',
  summary: 'Resume a paused store',
  request: { params: idParams, body: emptyRequestBody },
  responses: { 200: jsonResponse('The store', StoreResource), 404: missing },
});

const SetUp = z.object({ steps: z.array(SetUpStep) }).meta({ id: 'SetUp' });
const readSteps = operation({
  method: 'get',
  path: '/v1/stores/{id}/set_up',
  scope: 'settings:read',
  summary: 'Ask Shopify, and get the steps of the set-up of a Shopify store',
  request: { params: idParams },
  responses: { 200: jsonResponse('The steps, in their order', SetUp), 404: missing },
});
const runSteps = operation({
  method: 'post',
  path: '/v1/stores/{id}/set_up',
  scope: 'settings:write',
  creates: true,
  summary: 'Create the webhook subscriptions that a Shopify store lacks; repeating it is harmless',
  request: { params: idParams, body: emptyRequestBody },
  responses: { 200: jsonResponse('The steps as they are now, in their order', SetUp), 404: missing },
});

/** The address by which the caller reaches this deployment; Shopify reaches it by the same. */
const originOf = (c: Context<AppEnv>): string => new URL(c.req.url).origin;

const present = (c: Context<AppEnv>, store: Store) =>
  presentStore(store, c.get('deps').encryptor, c.get('caller').account.timeZone);

export const storesApi = newApi()
  .openapi(create, async (c) => {
    const deps = c.get('deps');
    const { accountId } = c.get('caller').account;
    const body = await withIdempotency(
      c,
      accountId,
      (makeRecord: MakeIdempotencyRecord<CreatedStore>) =>
        createStore(deps, c.get('caller'), c.req.valid('json'), makeRecord),
      async ({ store, secret }) => ({ ...(await present(c, store)), secret }),
    );
    return c.json(body, 201);
  })
  .openapi(list, async (c) => {
    const page = await listStores(c.get('deps'), c.get('caller'), toPageParams(c.req.valid('query')));
    const data = await Promise.all(page.rows.map((store) => present(c, store)));
    return c.json({ data, next_cursor: nextCursorOf(page, 'storeId') }, 200);
  })
  .openapi(show, async (c) => {
    const store = await findStore(c.get('deps'), c.get('caller'), c.req.valid('param').id);
    return c.json(await present(c, store), 200);
  })
  .openapi(replace, async (c) => {
    const input = { storeId: c.req.valid('param').id, input: c.req.valid('json') };
    const store = await replaceStore(c.get('deps'), c.get('caller'), input);
    return c.json(await present(c, store), 200);
  })
  .openapi(patch, async (c) => {
    const input = { storeId: c.req.valid('param').id, patch: c.req.valid('json') };
    const store = await patchStore(c.get('deps'), c.get('caller'), input);
    return c.json(await present(c, store), 200);
  })
  .openapi(remove, async (c) => {
    await deleteStore(c.get('deps'), c.get('caller'), c.req.valid('param').id);
    return c.body(null, 204);
  })
  .openapi(check, async (c) => {
    const { timeZone } = c.get('caller').account;
    const storeId = c.req.valid('param').id;
    const input = { ...c.req.valid('json'), storeId };
    const { ok, checks, checkedAt } = await checkStore(c.get('deps'), c.get('caller'), input);
    return c.json(
      { id_store: storeId, ok, checked_at: formatInstant(checkedAt, timeZone), checks: presentChecks(checks) },
      200,
    );
  })
  .openapi(resume, async (c) => {
    const store = await resumeStore(c.get('deps'), c.get('caller'), c.req.valid('param').id);
    return c.json(await present(c, store), 200);
  })
  .openapi(readSteps, async (c) => {
    const input = { storeId: c.req.valid('param').id, origin: originOf(c) };
    return c.json({ steps: presentSteps(await readSetUp(c.get('deps'), c.get('caller'), input)) }, 200);
  })
  .openapi(runSteps, async (c) => {
    const input = { storeId: c.req.valid('param').id, origin: originOf(c) };
    const { accountId } = c.get('caller').account;
    const setUp = () => setUpStore(c.get('deps'), c.get('caller'), input);
    return c.json(await withReservedKey(c, accountId, setUp, (steps) => ({ steps: presentSteps(steps) })), 200);
  })
  .openapi(rotate, async (c) => {
    const { accountId } = c.get('caller').account;
    const body = await withIdempotency(
      c,
      accountId,
      (makeRecord: MakeIdempotencyRecord<CreatedStore>) =>
        rotateStoreSecret(c.get('deps'), c.get('caller'), c.req.valid('param').id, makeRecord),
      async ({ store, secret }) => ({ ...(await present(c, store)), secret }),
    );
    return c.json(body, 200);
  });
