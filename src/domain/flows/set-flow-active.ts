import type { Flow } from '../../db/flows';
import { AppError } from '../../shared/app-error';
import type { JsonObject } from '../../shared/json';
import type { Context, Deps } from '../ports';

/** Activates or deactivates a flow: events start only active ones. Running requests continue. Fails with not_found. */
export async function setFlowActive(
  { flows, now }: Pick<Deps, 'flows' | 'now'>,
  { account: { accountId } }: Context,
  { key, active }: { key: string; active: boolean },
): Promise<{ flow: Flow; definition: JsonObject }> {
  await flows.setActive({ accountId, key, active, now: now() });
  const found = await flows.find(accountId, key);
  if (!found) throw new AppError('not_found', 'There is no such flow');
  return found;
}
