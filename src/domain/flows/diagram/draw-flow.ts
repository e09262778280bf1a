import type { Context, Deps } from '../../ports';
import { findVersion } from '../definition/find-version';
import type { DiagramTexts } from './diagram-texts';
import { buildDiagram, type FlowDiagram } from './flow-diagram';
import { runsOf30Days } from './runs-of-30-days';

/** The picture of a version of a flow, the current one by default, with how its runs of 30 days went if `counts` asks. */
export async function drawFlow(
  deps: Pick<Deps, 'flows' | 'flowCounts' | 'now'>,
  { account: { accountId } }: Context,
  ask: { key: string; version: number | undefined; counts: boolean; words?: DiagramTexts },
): Promise<FlowDiagram> {
  const { flow, version, definition } = await findVersion(deps, accountId, ask);
  const counted = ask.counts ? await runsOf30Days(deps, accountId, { flow: flow.key, version }) : null;
  return buildDiagram(definition, counted, ask.words);
}
