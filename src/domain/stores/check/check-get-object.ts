import type { Store } from '../../../db/stores';
import { type Check, failed, passed, skipped, warning } from '../../../shared/check';
import { newId } from '../../../shared/ids';
import type { ObjectRef } from '../../canonical-object';
import type { Deps } from '../../ports';
import { fetchObject } from '../fetch-object';
import { describeFailure } from './describe-failure';

const KNOWN = 'get_object_known';
const UNKNOWN = 'get_object_unknown';
const SPEED = 'get_object_speed';

/** Reads an object with whom it is read for being nobody: a check is of no request. */
export const readForCheck = (deps: Deps, store: Store, object: ObjectRef) =>
  fetchObject(deps, { store, object, userKey: 'aisac-check', requestId: newId('req') });

async function checkKnown(deps: Deps, store: Store, object: ObjectRef | null, timeoutMs: number): Promise<Check[]> {
  if (!object) {
    const why = 'No order of this store is known yet: give one that exists as "object": {"type": "order", "id": "…"}.';
    return [skipped(KNOWN, why), skipped(SPEED, why)];
  }
  const started = deps.now();
  const read = await readForCheck(deps, store, object);
  const took = deps.now() - started;
  const name = `${object.type} ${object.id}`;
  if (read.kind === 'failed') {
    const [message, mend] = describeFailure(read.code);
    return [failed(KNOWN, message, mend, took), skipped(SPEED, 'There was no answer to time.')];
  }
  const known =
    read.kind === 'found'
      ? passed(KNOWN, `It answered 200 with ${name} as JSON.`, took)
      : failed(KNOWN, `It answered 404 for ${name}.`, 'Find the order by the parameter that you agreed on.', took);
  const speed =
    took <= timeoutMs / 2
      ? passed(SPEED, `It took ${took} of ${timeoutMs} ms.`, took)
      : warning(
          SPEED,
          `It took ${took} of ${timeoutMs} ms.`,
          'Make it faster, or raise timeout_ms before slow days turn into failures.',
          took,
        );
  return [known, speed];
}

async function checkUnknown(deps: Deps, store: Store): Promise<Check> {
  const object = { type: 'order', id: `aisac-unknown-${crypto.randomUUID()}` };
  const started = deps.now();
  const read = await readForCheck(deps, store, object);
  const took = deps.now() - started;
  if (read.kind === 'not_found') return passed(UNKNOWN, 'It answered 404 for an order that does not exist.', took);
  const message =
    read.kind === 'found'
      ? 'It answered 200 for an order that does not exist.'
      : `${describeFailure(read.code)[0]} The order does not exist.`;
  const mend = 'Answer 404 when there is no such object: a flow branches on it, and anything else is tried again.';
  return failed(UNKNOWN, message, mend, took);
}

/** Asks getObject for an object that exists and for one that does not (contract.md, section 4). */
export async function checkGetObject(deps: Deps, store: Store, object: ObjectRef | null): Promise<Check[]> {
  if (!store.getObject) return [skipped(KNOWN, 'The store has no get_object.')];
  return [...(await checkKnown(deps, store, object, store.getObject.timeout_ms)), await checkUnknown(deps, store)];
}
