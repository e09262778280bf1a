import type { Deps } from '../ports';

/** The next sweeps wake the remaining runs. */
const MAX_WAKES = 100;

/** Wakes up to 100 of the runs that are suspended by a broken channel; the next sweep sends the messages that wait for it. */
export async function wakeSuspendedRuns(
  deps: Pick<Deps, 'channels' | 'engine' | 'now' | 'unsentMessages'>,
  channelId: string,
): Promise<void> {
  await deps.unsentMessages.release(channelId, deps.now());
  const waits = await deps.channels.releaseSuspended(channelId, deps.now(), MAX_WAKES);
  await Promise.all(waits.map(({ requestId, openWait }) => deps.engine.wake(requestId, openWait)));
}
