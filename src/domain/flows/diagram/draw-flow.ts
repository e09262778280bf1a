import { Failure } from '../../../shared/failure';
import type { Context, Deps } from '../../ports';
import { type Picture, pictureOf } from './picture';

const DAYS_MS = 30 * 86_400_000;

/** The picture of a version of a flow, the current one by default, with how its runs of 30 days went if `counts` asks. */
export async function drawFlow(
  deps: Pick<Deps, 'flows' | 'flowCounts' | 'now'>,
  { account: { accountId } }: Context,
  { key, version, counts }: { key: string; version: number | undefined; counts: boolean },
): Promise<Picture> {
  const current = await deps.flows.find(accountId, key);
  if (!current) throw new Failure('not_found', 'There is no such flow');
  const shown = version ?? current.flow.version;
  const [found] = shown === current.flow.version ? [current] : await deps.flows.findVersions(accountId, key, [shown]);
  if (!found) throw new Failure('not_found', `The flow has no version ${shown}`);
  const counted = counts
    ? await deps.flowCounts.runsByEdge({ accountId, flow: key, version: shown, since: deps.now() - DAYS_MS })
    : null;
  return pictureOf(found.definition, counted);
}
