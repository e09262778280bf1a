import type { Context } from 'hono';
import type { MakeIdempotencyRecord } from '../domain/idempotency';
import { AppError } from '../shared/app-error';
import { sha256Hex } from '../shared/hmac';
import { canonicalJson, type JsonValue } from '../shared/json';
import type { AppEnv } from './env';
import { optionalVariable } from './optional-variable';

const IDEMPOTENCY_HEADER = 'idempotency-key';

type IdempotentCall = { owner: string; key: string; digest: string };

async function idempotentCallOf(c: Context<AppEnv>, owner: string): Promise<IdempotentCall | null> {
  const form = optionalVariable(c, 'form');
  const key = form ? (form.get('idempotency_key') ?? undefined) : c.req.header(IDEMPOTENCY_HEADER);
  if (key === undefined) return null;
  if (key.length === 0 || key.length > 255) {
    const issues = [{ path: '', code: 'invalid_header', message: 'Idempotency-Key has 1 to 255 characters' }];
    throw new AppError('validation_failed', 'The header Idempotency-Key is not valid', { issues });
  }
  const body = form ? form.toString() : canonicalJson(await c.req.json<JsonValue>());
  // An answer can hold what only a key with the same scopes may have: another key that was made.
  const scopes = optionalVariable(c, 'caller')?.scopes.toSorted().join(' ') ?? '';
  return { owner, key, digest: await sha256Hex(`${c.req.method} ${c.req.path} ${scopes} ${body}`) };
}

const answerAad = ({ owner, key }: IdempotentCall): string => `idempotency/${owner}/${key}`;

/** The first answer of a call that was made before; undefined for one that was not. */
async function storedAnswer<Body>(c: Context<AppEnv>, call: IdempotentCall): Promise<Body | undefined> {
  const { idempotency, encryptor, ...deps } = c.get('deps');
  const row = await idempotency.find(call.owner, call.key, deps.now());
  if (!row) return undefined;
  if (row.digest !== call.digest) throw new AppError('idempotency_key_reused');
  return JSON.parse(await encryptor.decrypt(row.answer, answerAad(call))) as Body;
}

/**
 * Runs a creating verb so that a repeated `Idempotency-Key` gives the first answer again (contract.md, section 1). The key
 * is claimed in the batch of the effect: only a call that could not write looks for an earlier answer. A form of the profile
 * page carries its key as `idempotency_key`, so that one that is sent twice is done once.
 */
export async function withIdempotency<Result, Body extends object>(
  c: Context<AppEnv>,
  owner: string,
  verb: (claim: MakeIdempotencyRecord<Result>) => Promise<Result>,
  present: (result: Result) => Body | Promise<Body>,
): Promise<Body> {
  const call = await idempotentCallOf(c, owner);
  const claim: MakeIdempotencyRecord<Result> = async (result) => {
    if (!call) return null;
    const { encryptor, ...deps } = c.get('deps');
    const body: { user_key?: string | null } = await present(result);
    const answer = await encryptor.encrypt(JSON.stringify(body), answerAad(call));
    const { owner: accountId, key, digest } = call;
    return { accountId, key, digest, userKey: body.user_key ?? null, answer, createdAt: deps.now() };
  };
  try {
    return await present(await verb(claim));
  } catch (error) {
    const earlier = call ? await storedAnswer<Body>(c, call) : undefined;
    if (!earlier) throw error;
    c.header('idempotency-replayed', 'true');
    return earlier;
  }
}
