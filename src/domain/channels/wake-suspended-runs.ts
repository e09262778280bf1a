import type { Deps } from '../ports';

/** So many held runs go on at once; the others follow with the next sweeps. */
const MAX_WAKES = 100;

/** Lets everything go on that waited for a channel. */
export async function wakeSuspendedRuns(deps: Deps, channelId: string): Promise<void> {
  const waits = await deps.channels.releaseSuspended(channelId, deps.now(), MAX_WAKES);
  await Promise.all(waits.map(({ requestId, openWait }) => deps.engine.wake(requestId, openWait)));
}
