import { z } from 'zod';
import type { ApiKey } from '../../db/accounts/keys';
import { AppError } from '../../shared/errors/app-error';
import { parseInstant } from '../../shared/time/time-zone';
import { invalidMember } from '../../shared/validation/invalid-member';
import { newAuditEntry } from '../audit/new-audit-entry';
import type { MakeIdempotencyRecord } from '../idempotency-record';
import type { Context, Deps } from '../ports';
import { invalidateCredentials } from './authenticate';
import { generateKey } from './generate-key';
import { SCOPES, type Scope } from './scopes';

export type CreatedKey = { row: ApiKey; apiKey: string };

export const CreateKey = z
  .strictObject({
    name: z.string().min(1).max(200),
    /** By default all scopes of the key that makes it. */
    scopes: z.array(z.enum(SCOPES)).min(1).max(SCOPES.length).optional(),
    expires_at: z.string().max(64).optional(),
  })
  .meta({ example: { name: 'CRM', scopes: ['requests:read'], expires_at: '2027-12-31T23:59:59+01:00' } });
export const RotateKey = z.strictObject({
  /** How long the old key keeps working. */
  overlap_seconds: z.number().int().min(0).max(2_592_000).default(86_400),
});

function expiryOf(text: string | undefined, zone: string, now: number): number | null {
  if (text === undefined) return null;
  const instant = parseInstant(text, zone);
  if (instant.ok && instant.ms > now) return instant.ms;
  if (instant.ok) throw invalidMember('/expires_at', 'in_the_past', '`expires_at` must be in the future');
  throw invalidMember('/expires_at', instant.code, '`expires_at` is not a valid instant');
}

/** A new key may have no scope that the caller's key lacks. */
function resolveScopes(context: Context, requested: readonly Scope[] | undefined): readonly Scope[] {
  const scopes = requested ?? SCOPES.filter((scope) => context.scopes.includes(scope));
  const missing = scopes.find((scope) => !context.scopes.includes(scope));
  if (missing) throw new AppError('missing_scope', `A key without the scope ${missing} cannot create a key with it`);
  return [...new Set(scopes)];
}

/** Adds a key of an account outside database 0 to the directory: without it the key would not be found. */
async function addToDirectory(deps: Pick<Deps, 'database' | 'directory'>, { hash, accountId }: ApiKey): Promise<void> {
  if (deps.database !== 0) await deps.directory.addKey(hash, accountId);
}

/** Prepares a key that the caller of this function writes. Fails with missing_scope and validation_failed. */
export async function prepareKey(
  deps: Pick<Deps, 'database' | 'directory' | 'now'>,
  context: Context,
  input: z.infer<typeof CreateKey>,
): Promise<CreatedKey> {
  const { accountId, timeZone } = context.account;
  const now = deps.now();
  const made = await generateKey({
    accountId,
    name: input.name,
    scopes: resolveScopes(context, input.scopes),
    expiresAt: expiryOf(input.expires_at, timeZone, now),
    now,
  });
  await addToDirectory(deps, made.row);
  return made;
}

const keyTarget = (keyId: string) => ({ type: 'key', id: keyId });

/** Makes the audit entry of a new key. */
export const keyCreated = (context: Context, { keyId, name, scopes, createdAt }: ApiKey) =>
  newAuditEntry(context, createdAt, 'key.created', {
    targets: [keyTarget(keyId)],
    metadata: { name, scopes: scopes.join(' ') },
  });

/** Creates a key; only this response shows it. */
export async function createKey(
  deps: Pick<Deps, 'database' | 'directory' | 'keys' | 'now'>,
  context: Context,
  input: z.infer<typeof CreateKey>,
  makeIdempotencyRecord: MakeIdempotencyRecord<CreatedKey>,
): Promise<CreatedKey> {
  const made = await prepareKey(deps, context, input);
  await deps.keys.insert(made.row, await makeIdempotencyRecord(made), keyCreated(context, made.row));
  return made;
}

/** Returns an API key of the account, revoked or not. Fails with not_found. */
export async function findKey(deps: Pick<Deps, 'keys'>, { account }: Context, keyId: string): Promise<ApiKey> {
  const key = await deps.keys.find(account.accountId, keyId);
  if (!key) throw new AppError('not_found', 'There is no such key');
  return key;
}

/** Rotates a key: creates one with the same name and scopes; the old key keeps working for the overlap. */
export async function rotateKey(
  deps: Pick<Deps, 'database' | 'directory' | 'keys' | 'now'>,
  context: Context,
  { keyId, overlapSeconds }: { keyId: string; overlapSeconds: number },
  makeIdempotencyRecord: MakeIdempotencyRecord<CreatedKey>,
): Promise<CreatedKey> {
  const { accountId, name, scopes, revokedAt, expiresAt } = await findKey(deps, context, keyId);
  const now = deps.now();
  if (revokedAt !== null || (expiresAt !== null && expiresAt <= now)) throw new AppError('key_ended');
  const granted = resolveScopes(context, scopes as Scope[]);
  const made = await generateKey({ accountId, name, scopes: granted, expiresAt: null, now });
  await addToDirectory(deps, made.row);
  const targets = [keyTarget(keyId), keyTarget(made.row.keyId)];
  const audit = newAuditEntry(context, now, 'key.rotated', { targets });
  await deps.keys.rotate(made.row, keyId, now + overlapSeconds * 1_000, await makeIdempotencyRecord(made), audit);
  invalidateCredentials(accountId);
  return made;
}

/** Revokes a key; it stops working at once in this isolate, within 30 s in others. */
export async function revokeKey(deps: Pick<Deps, 'keys' | 'now'>, context: Context, keyId: string): Promise<ApiKey> {
  const now = deps.now();
  const audit = newAuditEntry(context, now, 'key.revoked', { targets: [keyTarget(keyId)] });
  await deps.keys.revoke(context.account.accountId, keyId, now, audit);
  invalidateCredentials(context.account.accountId);
  return findKey(deps, context, keyId);
}
