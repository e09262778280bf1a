import type { Flow } from '../../../db/flows/flows';
import { AppError } from '../../../shared/errors/app-error';
import type { JsonObject } from '../../../shared/json/json';
import type { Deps } from '../../ports';

/** Returns a version of a flow, by default the current one. Fails with not_found. */
export async function findVersion(
  deps: Pick<Deps, 'flows'>,
  accountId: string,
  { key, version }: { key: string; version: number | undefined },
): Promise<{ flow: Flow; version: number; definition: JsonObject }> {
  const current = await deps.flows.find(accountId, key);
  if (!current) throw new AppError('not_found', 'There is no such flow');
  const { flow, definition } = current;
  if (version === undefined || version === flow.version) return { flow, version: flow.version, definition };
  const [older] = await deps.flows.findVersions(accountId, key, [version]);
  if (!older) throw new AppError('not_found', `The flow has no version ${version}`);
  return { flow, version, definition: older.definition };
}
