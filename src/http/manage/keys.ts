import type { ApiKey } from '../../db/accounts/keys';
import type { MakeIdempotencyRecord } from '../../domain/idempotency-record';
import { listKeys } from '../../domain/keys/list-keys';
import {
  type CreatedKey,
  CreateKey,
  createKey,
  findKey,
  RotateKey,
  revokeKey,
  rotateKey,
} from '../../domain/keys/manage-keys';
import { formatInstant } from '../../shared/time/time-zone';
import { idParams, jsonRequestBody, jsonResponse, optionalJsonRequestBody, problem } from '../openapi/declarations';
import { newApi, operation, z } from '../openapi/operation';
import { listOf, pageQuery, presentPage, toPageParams } from '../request/pagination';
import { withIdempotency } from '../request/with-idempotency';
import { Instant } from '../resources/common';

const KeyResource = z
  .object({
    key_id: z.string(),
    name: z.string(),
    last_four: z.string(),
    scopes: z.array(z.string()),
    expires_at: Instant.nullable(),
    revoked_at: Instant.nullable(),
    last_used_at: Instant.nullable(),
    created_at: Instant,
  })
  .meta({ id: 'Key' });
const CreatedKeyResource = KeyResource.extend({
  api_key: z.string().meta({ description: 'The API key, which is shown only once' }),
}).meta({ id: 'CreatedKey' });

function present(key: ApiKey, zone: string): z.infer<typeof KeyResource> {
  const instant = (ms: number | null) => (ms === null ? null : formatInstant(ms, zone));
  return {
    key_id: key.keyId,
    name: key.name,
    last_four: key.lastFour,
    scopes: key.scopes,
    expires_at: instant(key.expiresAt),
    revoked_at: instant(key.revokedAt),
    last_used_at: instant(key.lastUsedAt),
    created_at: formatInstant(key.createdAt, zone),
  };
}
const presentCreated =
  (zone: string) =>
  ({ row, apiKey }: CreatedKey) => ({ ...present(row, zone), api_key: apiKey });

const missing = problem('The account has no such key');

const create = operation({
  method: 'post',
  path: '/v1/keys',
  scope: 'settings:write',
  creates: true,
  summary: 'Create an API key',
  request: { body: jsonRequestBody(CreateKey) },
  responses: { 201: jsonResponse('The key, which is shown only once', CreatedKeyResource) },
});
const list = operation({
  method: 'get',
  path: '/v1/keys',
  scope: 'settings:read',
  summary: 'List API keys',
  request: { query: z.object(pageQuery('key')) },
  responses: { 200: jsonResponse('A page of keys', listOf(KeyResource, 'KeyList')) },
});
const show = operation({
  method: 'get',
  path: '/v1/keys/{id}',
  scope: 'settings:read',
  summary: 'Get an API key',
  request: { params: idParams },
  responses: { 200: jsonResponse('The key', KeyResource), 404: missing },
});
const revoke = operation({
  method: 'delete',
  path: '/v1/keys/{id}',
  scope: 'settings:write',
  summary: 'Revoke an API key',
  request: { params: idParams },
  responses: { 200: jsonResponse('The revoked key', KeyResource), 404: missing },
});
const rotate = operation({
  method: 'post',
  path: '/v1/keys/{id}/rotate',
  scope: 'settings:write',
  creates: true,
  summary: 'Rotate an API key; the old key keeps working for an overlap',
  request: { params: idParams, body: optionalJsonRequestBody(RotateKey) },
  responses: {
    201: jsonResponse('The new key, which is shown only once', CreatedKeyResource),
    404: missing,
    409: problem('The key is revoked or expired'),
  },
});

export const keysApi = newApi()
  .openapi(create, async (c) => {
    const { accountId, timeZone } = c.get('caller').account;
    const verb = (makeRecord: MakeIdempotencyRecord<CreatedKey>) =>
      createKey(c.get('deps'), c.get('caller'), c.req.valid('json'), makeRecord);
    return c.json(await withIdempotency(c, accountId, verb, presentCreated(timeZone)), 201);
  })
  .openapi(list, async (c) => {
    const page = await listKeys(c.get('deps'), c.get('caller'), toPageParams(c.req.valid('query')));
    const { timeZone } = c.get('caller').account;
    const body = presentPage(page, (row) => present(row, timeZone), 'keyId');
    return c.json(body, 200);
  })
  .openapi(show, async (c) => {
    const key = await findKey(c.get('deps'), c.get('caller'), c.req.valid('param').id);
    return c.json(present(key, c.get('caller').account.timeZone), 200);
  })
  .openapi(revoke, async (c) => {
    const key = await revokeKey(c.get('deps'), c.get('caller'), c.req.valid('param').id);
    return c.json(present(key, c.get('caller').account.timeZone), 200);
  })
  .openapi(rotate, async (c) => {
    const { accountId, timeZone } = c.get('caller').account;
    const input = {
      keyId: c.req.valid('param').id,
      overlapSeconds: RotateKey.parse(c.req.valid('json')).overlap_seconds,
    };
    const verb = (makeRecord: MakeIdempotencyRecord<CreatedKey>) =>
      rotateKey(c.get('deps'), c.get('caller'), input, makeRecord);
    return c.json(await withIdempotency(c, accountId, verb, presentCreated(timeZone)), 201);
  });
