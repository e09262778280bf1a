import type { OrderHoldsRepository } from '../../../../db/orders/order-holds';

export type HoldPush = Awaited<ReturnType<OrderHoldsRepository['list']>>[number];

const isHold = ({ variables }: HoldPush): boolean => Boolean(variables.hold);
const isRelease = ({ variables }: HoldPush): boolean => variables.release_hold === true;
const hasArrived = ({ state }: HoldPush): boolean => state === 'delivered' || state === 'unverified';

/**
 * Returns the delivered push of each flow's hold that is still meant to stand: neither has the flow pushed its release, nor has
 * somebody else released it. `pushes` are those of one order, oldest first.
 */
export function activeHolds(pushes: HoldPush[]): HoldPush[] {
  const byFlow = Map.groupBy(
    pushes.filter((push) => isHold(push) || isRelease(push)),
    ({ flow }) => flow,
  );
  return [...byFlow.values()].flatMap((ofFlow) => {
    const latest = ofFlow.at(-1);
    return latest && isHold(latest) && hasArrived(latest) && !latest.isReleased ? [latest] : [];
  });
}
