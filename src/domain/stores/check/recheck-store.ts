import type { Context, Deps } from '../../ports';
import type { ReadDeps } from '../../shopify/read-shopify';
import { resumeStore } from '../resume-store';
import { checkStore } from './check-store';

/** The checks without which no update reaches a store. */
const NEEDED_FOR_UPDATES = [
  'shopify_reachable',
  'shopify_token',
  'shopify_scope_write_orders',
  'update_object_accepts',
];

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
