import type { Context } from 'hono';
import type { IdempotencyRecord, MakeIdempotencyRecord } from '../../domain/idempotency-record';
import { MAX_RESERVE_WAIT_MS, reserveKey } from '../../domain/reserve-key';
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

/** Decrypts the response that an earlier call with this key has stored. Fails with idempotency_key_reused and idempotency_in_progress. */
async function readResponse<Body>(
  c: Context<AppEnv>,
  call: IdempotentCall,
  { digest, answer }: Pick<IdempotencyRecord, 'digest' | 'answer'>,
): Promise<Body> {
  if (digest !== call.digest) throw new AppError('idempotency_key_reused');
  if (answer === '') throw new AppError('idempotency_in_progress');
  return JSON.parse(await c.get('deps').encryptor.decrypt(answer, responseAad(call))) as Body;
}

/** Returns the stored response of an earlier call with this key; undefined if there is none. */
async function storedResponse<Body>(c: Context<AppEnv>, call: IdempotentCall): Promise<Body | undefined> {
  const deps = c.get('deps');
  const row = await deps.idempotency.find(call.owner, call.key, deps.now());
  return row && readResponse<Body>(c, call, row);
}

/** Encrypts the response of a call, for a repetition of it. */
async function responseToStore(c: Context<AppEnv>, call: IdempotentCall, body: { user_key?: string | null }) {
  const deps = c.get('deps');
  const answer = await deps.encryptor.encrypt(JSON.stringify(body), responseAad(call));
  return { answer, userKey: body.user_key ?? null, createdAt: deps.now() };
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
    const { owner: accountId, key, digest } = call;
    return { accountId, key, digest, ...(await responseToStore(c, call, await present(result))) };
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

/**
 * Runs a verb that calls Meta or Shopify before it writes, so that calls with one `Idempotency-Key` make its calls once: the key is
 * reserved first, and a call that comes meanwhile fails with idempotency_in_progress; a form waits. A verb that fails, or whose
 * result is not `isFinal`, frees the key.
 */
export async function withReservedKey<Result, Body extends object>(
  c: Context<AppEnv>,
  owner: string,
  verb: () => Promise<Result>,
  present: (result: Result) => Body | Promise<Body>,
  isFinal: (result: Result) => boolean = () => true,
): Promise<Body> {
  const deps = c.get('deps');
  const call = await idempotentCallOf(c, owner, undefined);
  if (!call) return present(await verb());
  const { key, digest } = call;
  // A browser shows only the answer to the last press of a button.
  const maxWaitMs = optionalVariable(c, 'form') ? MAX_RESERVE_WAIT_MS : 0;
  const { reservation, earlier } = await reserveKey(deps, { accountId: owner, key, digest }, maxWaitMs);
  if (earlier) {
    const stored = await readResponse<Body>(c, call, earlier);
    c.header('idempotency-replayed', 'true');
    return stored;
  }
  try {
    const result = await verb();
    const body = await present(result);
    if (isFinal(result)) await deps.idempotency.complete(reservation, await responseToStore(c, call, body));
    else await deps.idempotency.release(reservation);
    return body;
  } catch (error) {
    await deps.idempotency.release(reservation);
    throw error;
  }
}
