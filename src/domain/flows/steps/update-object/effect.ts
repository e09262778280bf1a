import { canonicalObject } from '../../../canonical-object';
import { isShipment } from '../../../shipments/releases/is-shipment';
import { planPush } from '../../../shopify/update/plan-push';
import { WRITE_RETRIES_MS } from '../../engine/durable-run';
import type { StepEffect } from '../../engine/effects';
import { type PushInput, type PushStepResult, performUpdateObject, waitForPush } from './perform';

export const FAILED_PUSH_STATES = ['dead', 'unverified', 'cancelled'] as const;

/** Pushes values to the merchant's store, and waits for the push to end if the step asks for it. */
export const updateObjectEffect: StepEffect<PushInput, PushStepResult> = {
  async perform(run, at, progress, input) {
    const recorded = run.recordedResult(at);
    if (recorded) return recorded as PushStepResult;
    const accepted = await run.once<{ now: number; state: 'accepted' }>(at, WRITE_RETRIES_MS, () =>
      performUpdateObject(run, at, progress, { ...input, object: canonicalObject(run.loaded.store, input.object) }),
    );
    return input.wait ? waitForPush(run, at) : accepted;
  },

  simulate(run, at, { object, variables, wait }) {
    const { world, transcript, now } = run;
    const ref = canonicalObject(world.store, object);
    const isShopifyOrder = world.store.kind === 'shopify' && !isShipment(ref);
    const planned = isShopifyOrder ? planPush({ objectType: ref.type, objectId: ref.id, variables }) : { ok: true };
    const failure = FAILED_PUSH_STATES.find((state) => state === run.failureOf(at));
    const state = failure ?? (planned.ok ? 'delivered' : 'dead');
    const earlier = transcript.pushes.filter((push) => push.object.type === ref.type && push.object.id === ref.id);
    const sequence = earlier.length + 1;
    run.record(transcript.pushes, { step: at.step, at: now, object: ref, sequence, variables, state });
    if (state === 'delivered' || state === 'unverified') {
      run.charge(at.step, { kind: 'push', description: `${ref.type} ${ref.id}` });
    }
    if (!wait) return { state: 'accepted', now };
    transcript.workflowSteps += 1;
    return { state, now, variables: transcript.variables };
  },

  replay(run, at, { wait }) {
    const recorded = run.recordedResult(at) as PushStepResult | null;
    if (recorded) return recorded;
    return wait
      ? run.assume(at, { state: 'delivered' as const, variables: run.variables })
      : run.assume(at, { state: 'accepted' as const });
  },
};
