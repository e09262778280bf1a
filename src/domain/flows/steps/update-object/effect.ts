import type { Held } from '../../../../shared/flows/statuses';
import { canonicalObject } from '../../../canonical-object';
import { parseReleaseInstruction } from '../../../shipments/connectors/release-instruction';
import { isShipment } from '../../../shipments/releases/is-shipment';
import type { OrderVariables } from '../../../shopify/update/order-variables';
import { planPush } from '../../../shopify/update/plan-push';
import { WRITE_RETRIES_MS } from '../../engine/durable-run';
import type { StepEffect } from '../../engine/effects';
import { type PushInput, type PushStepResult, performUpdateObject, waitForPush } from './perform';

export const FAILED_PUSH_STATES = ['dead', 'unverified', 'cancelled'] as const;

/** Returns how much of an order is held after a push, as in a shop where nothing has been shipped yet. */
function heldAfter({ hold, release_hold }: OrderVariables): Held | null {
  if (hold) return 'all';
  return release_hold ? 'none' : null;
}

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
    const isRelease = isShipment(ref);
    const isRefused = isRelease && !parseReleaseInstruction(variables).ok;
    const isShopifyOrder = world.store.kind === 'shopify' && !isRelease;
    const planned = isShopifyOrder ? planPush({ objectType: ref.type, objectId: ref.id, variables }) : null;
    const failure = FAILED_PUSH_STATES.find((state) => state === run.failureOf(at));
    const state = failure ?? (planned?.ok === false || isRefused ? 'dead' : 'delivered');
    const earlier = transcript.pushes.filter((push) => push.object.type === ref.type && push.object.id === ref.id);
    const sequence = earlier.length + 1;
    run.record(transcript.pushes, { step: at.step, at: now, object: ref, sequence, variables, state });
    if (state === 'delivered' || state === 'unverified') {
      run.charge(at.step, { kind: 'push', description: `${ref.type} ${ref.id}` });
    }
    if (!wait) return { state: 'accepted', now };
    transcript.workflowSteps += 1;
    const held = planned?.ok ? heldAfter(planned.variables) : null;
    return { state, now, variables: transcript.variables, held: state === 'delivered' ? held : null };
  },

  replay(run, at, { wait }) {
    const recorded = run.recordedResult(at) as PushStepResult | null;
    if (recorded) return recorded;
    return wait
      ? run.assume(at, { state: 'delivered' as const, variables: run.variables })
      : run.assume(at, { state: 'accepted' as const });
  },
};
