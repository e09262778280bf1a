/** The most requests in a chain of flows that start each other. */
export const MAX_CHAINED_REQUESTS = 25;

/** Returns why a flow cannot be started by another one now, or null. `count`: the requests that the chain has started. */
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
