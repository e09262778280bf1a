/** So many requests at most come of one that was not started by a flow: flows that start each other end here. */
export const MAX_CHAINED_REQUESTS = 25;

/** Why a flow can't be started by another one now; null where it can. `count`: what the chain has started by now. */
export function startRefusal(
  key: string,
  flow: { active: boolean } | undefined,
  count: number,
): { code: string; detail: string } | null {
  if (!flow) return { code: 'flow_not_found', detail: `There is no flow ${key}` };
  if (!flow.active) return { code: 'flow_inactive', detail: `The flow ${key} is not active` };
  if (count < MAX_CHAINED_REQUESTS) return null;
  return { code: 'chain_limit', detail: `Flows that start each other start ${MAX_CHAINED_REQUESTS} requests at most` };
}
