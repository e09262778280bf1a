import type { ApiKey } from '../../db/keys';
import type { MakeIdempotencyRecord } from '../../domain/idempotency';
import {
  type CreatedKey,
  CreateKey,
  createKey,
  findKey,
  RotateKey,
  revokeKey,
  rotateKey,
} from '../../domain/keys/manage-keys';
import { formatInstant } from '../../shared/time-zone';
import { jsonRequestBody, jsonResponse, newApi, operation, optionalJsonRequestBody, problem, z } from '../operation';
import { cursorAfter, nextCursor, pageQuery } from '../pagination';
import { Instant } from '../resources/common';
import { withIdempotency } from '../with-idempotency';

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
  api_key: z.string().meta({ description: 'The key, shown this once' }),
}).meta({ id: 'CreatedKey' });
const KeyList = z.object({ data: z.array(KeyResource), next_cursor: nextCursor }).meta({ id: 'KeyList' });

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

const params = z.object({ id: z.string().max(64) });
const missing = problem('The account has no such key');

const create = operation({
  method: 'post',
  path: '/v1/keys',
  scope: 'settings:write',
  creates: true,
  summary: 'Make a key',
  request: { body: jsonRequestBody(CreateKey) },
  responses: { 201: jsonResponse('The key, shown this once', CreatedKeyResource) },
});
const list = operation({
  method: 'get',
  path: '/v1/keys',
  scope: 'settings:read',
  summary: 'List keys',
  request: { query: z.object(pageQuery('key')) },
  responses: { 200: jsonResponse('A page of keys', KeyList) },
});
const show = operation({
  method: 'get',
  path: '/v1/keys/{id}',
  scope: 'settings:read',
  summary: 'One key',
  request: { params },
  responses: { 200: jsonResponse('The key', KeyResource), 404: missing },
});
const revoke = operation({
  method: 'delete',
  path: '/v1/keys/{id}',
  scope: 'settings:write',
  summary: 'Revoke a key',
  request: { params },
  responses: { 200: jsonResponse('The key as it now is', KeyResource), 404: missing },
});
const rotate = operation({
  method: 'post',
  path: '/v1/keys/{id}/rotate',
  scope: 'settings:write',
  creates: true,
  summary: 'Make the key that follows another, which works on for a while',
  request: { params, body: optionalJsonRequestBody(RotateKey) },
  responses: {
    201: jsonResponse('The new key, shown this once', CreatedKeyResource),
    404: missing,
    409: problem('The key has been revoked or has expired'),
  },
});

export const keysApi = newApi()
  .openapi(create, async (c) => {
    const { accountId, timeZone } = c.get('caller').account;
    const verb = (claim: MakeIdempotencyRecord<CreatedKey>) =>
      createKey(c.get('deps'), c.get('caller'), c.req.valid('json'), claim);
    return c.json(await withIdempotency(c, accountId, verb, presentCreated(timeZone)), 201);
  })
  .openapi(list, async (c) => {
    const { accountId, timeZone } = c.get('caller').account;
    const { limit, cursor } = c.req.valid('query');
    const { rows, more } = await c.get('deps').keys.list(accountId, { limit, after: cursor ?? null });
    const last = rows.at(-1);
    const data = rows.map((row) => present(row, timeZone));
    return c.json({ data, next_cursor: more && last ? cursorAfter(last.keyId) : null }, 200);
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
    const verb = (claim: MakeIdempotencyRecord<CreatedKey>) => rotateKey(c.get('deps'), c.get('caller'), input, claim);
    return c.json(await withIdempotency(c, accountId, verb, presentCreated(timeZone)), 201);
  });
