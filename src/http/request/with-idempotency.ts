import type { Context } from 'hono';
import type { MakeIdempotencyRecord } from '../../domain/idempotency-record';
import { sha256Hex } from '../../shared/crypto/hmac';
import { AppError } from '../../shared/errors/app-error';
import { canonicalJson, type JsonValue } from '../../shared/json/json';
import type { AppEnv } from './app-env';
import { optionalVariable } from './optional-variable';

const IDEMPOTENCY_HEADER = 'idempotency-key';

type IdempotentCall = { owner: string; key: string; digest: string };

async function idempotentCallOf(
  c: Context<AppEnv>,
  owner: string,
  content: string | undefined,
): Promise<IdempotentCall | null> {
  const form = optionalVariable(c, 'form');
  const key = form ? (form.get('idempotency_key') ?? undefined) : c.req.header(IDEMPOTENCY_HEADER);
  if (key === undefined) return null;
  if (key.length === 0 || key.length > 255) {
    const issues = [{ path: '', code: 'invalid_header', message: 'Idempotency-Key must have 1 to 255 characters' }];
    throw new AppError('validation_failed', 'The header Idempotency-Key is not valid', { issues });
  }
  const body = content ?? (form ? form.toString() : canonicalJson(await c.req.json<JsonValue>()));
  // The stored response may contain a new API key, so only a key with the same scopes may get it.
  const scopes = optionalVariable(c, 'caller')?.scopes.toSorted().join(' ') ?? '';
  return { owner, key, digest: await sha256Hex(`${c.req.method} ${c.req.path} ${scopes} ${body}`) };
}

const responseAad = ({ owner, key }: IdempotentCall): string => `idempotency/${owner}/${key}`;

/** Returns the stored response of an earlier call with this key; undefined if there is none. */
async function storedResponse<Body>(c: Context<AppEnv>, call: IdempotentCall): Promise<Body | undefined> {
  const deps = c.get('deps');
  const row = await deps.idempotency.find(call.owner, call.key, deps.now());
  if (!row) return undefined;
  if (row.digest !== call.digest) throw new AppError('idempotency_key_reused');
  return JSON.parse(await deps.encryptor.decrypt(row.answer, responseAad(call))) as Body;
}

/**
 * Runs a creating verb so that a repeated `Idempotency-Key` gets the first response again. The verb writes the idempotency
 * record in the same batch as its effect, so only a call whose write fails looks for a stored response. A form of the
 * profile pages has its key in the field `idempotency_key`, so that submitting it twice creates one resource. `content` stands
 * for a body that is not JSON.
 */
export async function withIdempotency<Result, Body extends object>(
  c: Context<AppEnv>,
  owner: string,
  verb: (makeRecord: MakeIdempotencyRecord<Result>) => Promise<Result>,
  present: (result: Result) => Body | Promise<Body>,
  content?: string,
): Promise<Body> {
  const call = await idempotentCallOf(c, owner, content);
  const makeRecord: MakeIdempotencyRecord<Result> = async (result) => {
    if (!call) return null;
    const deps = c.get('deps');
    const body: { user_key?: string | null } = await present(result);
    const answer = await deps.encryptor.encrypt(JSON.stringify(body), responseAad(call));
    const { owner: accountId, key, digest } = call;
    return { accountId, key, digest, userKey: body.user_key ?? null, answer, createdAt: deps.now() };
  };
  try {
    return await present(await verb(makeRecord));
  } catch (error) {
    const stored = call ? await storedResponse<Body>(c, call) : undefined;
    if (!stored) throw error;
    c.header('idempotency-replayed', 'true');
    return stored;
  }
}
