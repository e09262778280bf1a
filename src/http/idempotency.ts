import type { Context } from 'hono';
import type { Claim } from '../domain/idempotency';
import { Failure } from '../shared/failure';
import { sha256Hex } from '../shared/hmac';
import { canonicalJson, type JsonValue } from '../shared/json';
import type { AppEnv } from './env';
import { optionalVariable } from './optional-variable';

const HEADER = 'idempotency-key';

type Call = { owner: string; key: string; digest: string };

async function callOf(c: Context<AppEnv>, owner: string): Promise<Call | null> {
  const form = optionalVariable(c, 'form');
  const key = form ? (form.get('idempotency_key') ?? undefined) : c.req.header(HEADER);
  if (key === undefined) return null;
  if (key.length === 0 || key.length > 255) {
    const findings = [{ path: '', code: 'invalid_header', message: 'Idempotency-Key has 1 to 255 characters' }];
    throw new Failure('validation_failed', 'The header Idempotency-Key is not valid', { findings });
  }
  const body = form ? form.toString() : canonicalJson(await c.req.json<JsonValue>());
  // An answer can hold what only a key with the same scopes may have: another key that was made.
  const scopes = optionalVariable(c, 'caller')?.scopes.toSorted().join(' ') ?? '';
  return { owner, key, digest: await sha256Hex(`${c.req.method} ${c.req.path} ${scopes} ${body}`) };
}

const place = ({ owner, key }: Call): string => `idempotency/${owner}/${key}`;

/** The first answer of a call that was made before; undefined for one that was not. */
async function earlierAnswer<Body>(c: Context<AppEnv>, call: Call): Promise<Body | undefined> {
  const { idempotency, sealer, ...deps } = c.get('deps');
  const row = await idempotency.find(call.owner, call.key, deps.now());
  if (!row) return undefined;
  if (row.digest !== call.digest) throw new Failure('idempotency_key_reused');
  return JSON.parse(await sealer.open(row.answer, place(call))) as Body;
}

/**
 * Runs a creating verb so that a repeated `Idempotency-Key` gives the first answer again (contract.md, section 1). The key
 * is claimed in the batch of the effect: only a call that could not write looks for an earlier answer. A form of the profile
 * page carries its key as `idempotency_key`, so that one that is sent twice is done once.
 */
export async function once<Result, Body extends object>(
  c: Context<AppEnv>,
  owner: string,
  verb: (claim: Claim<Result>) => Promise<Result>,
  present: (result: Result) => Body | Promise<Body>,
): Promise<Body> {
  const call = await callOf(c, owner);
  const claim: Claim<Result> = async (result) => {
    if (!call) return null;
    const { sealer, ...deps } = c.get('deps');
    const body: { user_key?: string | null } = await present(result);
    const answer = await sealer.seal(JSON.stringify(body), place(call));
    const { owner: accountId, key, digest } = call;
    return { accountId, key, digest, userKey: body.user_key ?? null, answer, createdAt: deps.now() };
  };
  try {
    return await present(await verb(claim));
  } catch (error) {
    const earlier = call ? await earlierAnswer<Body>(c, call) : undefined;
    if (!earlier) throw error;
    c.header('idempotency-replayed', 'true');
    return earlier;
  }
}
