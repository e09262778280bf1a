import { checkChannel } from '../channels/check/check-channel';
import { resumeChannel } from '../channels/resume-channel';
import type { Context, Deps } from '../ports';
import type { ReadDeps } from '../shopify/read-shopify';
import { checkStore } from '../stores/check/check-store';
import { resumeStore } from '../stores/resume-store';

/** The result of the check that says that the channel is marked as broken, whatever Meta says now. */
const MARK = 'sending';
/** The checks without which no update reaches a store. */
const NEEDED_FOR_UPDATES = [
  'shopify_reachable',
  'shopify_token',
  'shopify_scope_write_orders',
  'update_object_accepts',
];

/** Checks a broken channel with Meta and resumes it if it works; returns whether it does. Takes some seconds. */
export async function recheckChannel(
  deps: Parameters<typeof checkChannel>[0] & Parameters<typeof resumeChannel>[0],
  context: Context,
  channelId: string,
): Promise<boolean> {
  const { checks } = await checkChannel(deps, context, channelId);
  const works = checks.every(({ name, status }) => name === MARK || status !== 'failed');
  if (works) await resumeChannel(deps, context, channelId);
  return works;
}

/** Checks a paused store by calling it and resumes it if updates reach it; returns whether they do. May take minutes. */
export async function recheckStore(
  deps: ReadDeps & Pick<Deps, 'merchant' | 'orders' | 'shipments'>,
  context: Context,
  storeId: string,
): Promise<boolean> {
  const { checks } = await checkStore(deps, context, { storeId });
  const works = checks.every(({ name, status }) => status !== 'failed' || !NEEDED_FOR_UPDATES.includes(name));
  if (works) await resumeStore(deps, context, storeId);
  return works;
}
