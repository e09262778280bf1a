import type { PushResult } from '../../db/pushes/push-result';
import type { Push } from '../../db/pushes/pushes';
import type { Store } from '../../db/stores/stores';
import { deliverToTarget } from '../delivery/deliver-to-target';
import { pushPoints } from '../shopify/update/plan-push';
import { type AttemptDeps, attemptPush, isReleaseCheck } from './attempt-push';
import { platformOf, rateOf } from './destination';
import { postpone } from './postpone';

/**
 * Attempts the pushes, which go to the store or to one shipping platform, at its rate, and postpones those without a slot. Checks
 * of releases call nobody and need no slot.
 */
export async function deliverToStore(
  deps: AttemptDeps,
  store: Store,
  pushes: Push[],
  timeZone: string,
): Promise<PushResult[]> {
  const [first] = pushes;
  const target = {
    rateState: rateOf(store, first ? platformOf(first, store) : null),
    about: { id_store: store.storeId },
    idOf: ({ pushId }: Push) => pushId,
    pointsOf: (push: Push) => (store.kind === 'shopify' ? pushPoints(push) : 0),
    needsSlot: (push: Push) => !isReleaseCheck(push),
    attempt: (push: Push) => attemptPush(deps, push, store, timeZone),
    postpone,
  };
  return deliverToTarget(deps, target, pushes);
}
