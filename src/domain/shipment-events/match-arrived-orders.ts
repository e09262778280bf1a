import { type ArrivedOrder, planArrivals, queryOfArrival } from '../shipments/plan-arrivals';
import { flowPlanner, rulesIn } from './shipment-context';
import { type ApplyDeps, NOTHING_ELSE, writeUncontested } from './write-uncontested';

/**
 * Matches shipments whose events came before their orders, and applies these events, in two round trips to D1. What is still
 * news starts flows.
 */
export async function matchArrivedOrders(deps: ApplyDeps, orders: readonly ArrivedOrder[]): Promise<void> {
  const load = {
    queries: orders.map(queryOfArrival),
    accountIds: [...new Set(orders.map(({ accountId }) => accountId))],
    eventKeys: [],
  };
  await writeUncontested(deps, load, (context) => {
    const { write, results } = planArrivals(context, { now: deps.now(), rulesOf: rulesIn(context) });
    const flows = flowPlanner(deps, context, write);
    for (const result of results) flows.plan(result);
    const { started, ended, happened, deliveryChecks } = flows;
    return { write: { ...NOTHING_ELSE, shipments: write, started, ended, happened, deliveryChecks } };
  });
}
