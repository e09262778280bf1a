import { CreateStore, createStore } from '../../domain/stores/create-store';
import { Failure } from '../../shared/failure';
import { answers, jsonOf, newApi, operation, problem, z } from '../operation';
import { cursorAfter, nextCursor, pageQuery } from '../page-query';
import { presentStore, StoreResource } from '../resources/store';

const CreatedStore = StoreResource.extend({
  secret: z.string().meta({ description: 'The signing secret, shown this once' }),
}).meta({ id: 'CreatedStore' });
const StoreList = z.object({ data: z.array(StoreResource), next_cursor: nextCursor }).meta({ id: 'StoreList' });

const create = operation({
  method: 'post',
  path: '/v1/stores',
  scope: 'settings:write',
  summary: 'Make a store',
  request: { body: jsonOf(CreateStore) },
  responses: { 201: answers('The store, with its signing secret this once', CreatedStore) },
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

export const storesApi = newApi()
  .openapi(create, async (c) => {
    const deps = c.get('deps');
    const { account } = c.get('caller');
    const { store, secret } = await createStore(deps, c.get('caller'), c.req.valid('json'));
    return c.json({ ...(await presentStore(store, deps.sealer, account.timeZone)), secret }, 201);
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
    const { stores, sealer } = c.get('deps');
    const { account } = c.get('caller');
    const store = await stores.find(account.accountId, c.req.valid('param').id);
    if (!store) throw new Failure('not_found', 'There is no such store');
    return c.json(await presentStore(store, sealer, account.timeZone), 200);
  });
