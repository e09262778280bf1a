import { canonicalJson, isJsonObject, type JsonValue } from '../../../../shared/json/json';
import { canonicalObject, type ObjectRef } from '../../../canonical-object';
import type { FetchedObject } from '../../../stores/fetch-object';
import type { StepEffect } from '../../engine/effects';
import { isEmptyProgress } from '../../engine/run';
import { fetchInLog, fetchOnce, readStep, shipmentsOf } from './perform';
import { isSameObject, scenarioObject } from './scenario-object';

/** Delays before the merchant's getObject is called again. */
const GET_OBJECT_RETRIES_MS = [500, 2_000, 8_000];

const isObjectRef = (value: JsonValue | undefined): value is ObjectRef =>
  isJsonObject(value) && typeof value.type === 'string' && typeof value.id === 'string';

type GetObjectResult = FetchedObject & { now: number };

/** Reads an object from the merchant's store. */
export const getObjectEffect: StepEffect<{ object: ObjectRef }, GetObjectResult> = {
  async perform(run, at, progress, input) {
    const recorded = run.recordedResult(at);
    if (recorded) return recorded as GetObjectResult;
    const object = canonicalObject(run.loaded.store, input.object);
    const startedAt = run.deps.now();
    // What the run has set before must not wait: a stored result of this step would hide that it is not written.
    const mayCarry = isEmptyProgress(progress);
    let isWritten = !mayCarry;
    const result = await run.once<GetObjectResult>(at, GET_OBJECT_RETRIES_MS, async (last) => {
      isWritten = !(run.takeFreshness() && mayCarry);
      if (isWritten) return fetchInLog(run, at, progress, { object, last });
      return fetchOnce(run, run.loaded.store, { object, last, shipments: await shipmentsOf(run, object) });
    });
    // Also when the platform returns the stored result of a fetch whose run ended before it wrote anything.
    if (!isWritten) run.carry(readStep(at, object, result, startedAt));
    return result;
  },

  simulate(run, at, input) {
    const { world, object, now } = run;
    const ref = canonicalObject(world.store, input.object);
    const code = run.failureOf(at);
    if (code !== undefined) return { kind: 'failed', code, now };
    if (world.store.kind === 'shopify' && ref.type !== 'order') {
      return { kind: 'failed', code: 'unsupported_object', now };
    }
    const ofRequest = object && isSameObject(object.ref, ref) ? object.data : null;
    const found = ofRequest ?? scenarioObject(world, ref);
    return found ? { kind: 'found', object: found, now } : { kind: 'not_found', now };
  },

  /** Another step of the same run may have read the same object. */
  replay(run, at, { object }) {
    const { store, steps } = run.loaded;
    const wanted = canonicalJson(canonicalObject(store, object));
    const isWanted = (recorded: JsonValue | undefined): boolean =>
      isObjectRef(recorded) && canonicalJson(canonicalObject(store, recorded)) === wanted;
    const read = steps.find(({ kind, result, detail }) => kind === 'get_object' && result && isWanted(detail.object));
    return (run.recordedResult(at) ?? read?.result ?? run.stop()) as GetObjectResult;
  },
};
