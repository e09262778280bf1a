import type { Store } from '../../../db/stores/stores';
import { newId } from '../../../shared/crypto/ids';
import { type FoundCheck, failed, found, passed, skipped, warning } from '../../../shared/validation/check';
import type { ObjectRef } from '../../canonical-object';
import type { Deps } from '../../ports';
import { fetchObject } from '../fetch-object';
import { describeFailure } from './describe-failure';

const KNOWN = 'get_object_known';
const UNKNOWN = 'get_object_unknown';
const SPEED = 'get_object_speed';

/** Reads an object for no customer and no request. */
export const readForCheck = (deps: Pick<Deps, 'encryptor' | 'merchant'>, store: Store, object: ObjectRef) =>
  fetchObject(deps, { store, object, userKey: 'aisac-check', requestId: newId('req') });

async function checkKnown(
  deps: Pick<Deps, 'encryptor' | 'merchant' | 'now'>,
  store: Store,
  object: ObjectRef | null,
  timeoutMs: number,
): Promise<FoundCheck[]> {
  if (!object) {
    const why = 'This store has no order yet: give an existing one as "object": {"type": "order", "id": "…"}.';
    return [KNOWN, SPEED].map((name) => found(skipped(name, why), 'no_order'));
  }
  const startedAt = deps.now();
  const read = await readForCheck(deps, store, object);
  const tookMs = deps.now() - startedAt;
  const name = `${object.type} ${object.id}`;
  if (read.kind === 'failed') {
    const [message, remedy] = describeFailure(read.code);
    return [
      found(failed(KNOWN, message, remedy, tookMs), read.code),
      found(skipped(SPEED, 'There was no response to time.'), 'no_response'),
    ];
  }
  const known =
    read.kind === 'found'
      ? passed(KNOWN, `It responded 200 with ${name} as JSON.`, tookMs)
      : found(
          failed(KNOWN, `It responded 404 for ${name}.`, 'Find the order by the agreed parameter.', tookMs),
          'object_not_found',
          { id: object.id },
        );
  const speed =
    tookMs <= timeoutMs / 2
      ? passed(SPEED, `It took ${tookMs} of ${timeoutMs} ms.`, tookMs)
      : found(
          warning(
            SPEED,
            `It took ${tookMs} of ${timeoutMs} ms.`,
            'Make it faster, or raise timeout_ms before slow days cause failures.',
            tookMs,
          ),
          'slow',
          { took_ms: tookMs, timeout_ms: timeoutMs },
        );
  return [known, speed];
}

async function checkUnknown(deps: Pick<Deps, 'encryptor' | 'merchant' | 'now'>, store: Store): Promise<FoundCheck> {
  const object = { type: 'order', id: `aisac-unknown-${crypto.randomUUID()}` };
  const startedAt = deps.now();
  const read = await readForCheck(deps, store, object);
  const tookMs = deps.now() - startedAt;
  if (read.kind === 'not_found') return passed(UNKNOWN, 'It responded 404 for an order that does not exist.', tookMs);
  const message =
    read.kind === 'found'
      ? 'It responded 200 for an order that does not exist.'
      : `${describeFailure(read.code)[0]} The order does not exist.`;
  const remedy = 'Respond 404 when the object does not exist: a flow branches on it; other errors are retried.';
  return found(failed(UNKNOWN, message, remedy, tookMs), read.kind === 'found' ? 'unknown_found' : read.code);
}

/** Calls getObject for an object that exists and for one that does not. */
export async function checkGetObject(
  deps: Pick<Deps, 'encryptor' | 'merchant' | 'now'>,
  store: Store,
  object: ObjectRef | null,
): Promise<FoundCheck[]> {
  if (!store.getObject) return [skipped(KNOWN, 'The store has no get_object.')];
  return [...(await checkKnown(deps, store, object, store.getObject.timeout_ms)), await checkUnknown(deps, store)];
}
