import type { Deps } from '../ports';

/** So many held runs go on at once; the others follow with the next sweeps. */
const AT_ONCE = 100;

/** Lets everything go on that waited for a channel. */
export async function wakeHeld(deps: Deps, channelId: string): Promise<void> {
  const waits = await deps.channels.releaseHeld(channelId, deps.now(), AT_ONCE);
  await Promise.all(waits.map(({ requestId, openWait }) => deps.engine.wake(requestId, openWait)));
}
