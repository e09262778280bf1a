import type { Language } from '../../../shared/text/language';
import type { Context, Deps } from '../../ports';
import { findVersion } from '../definition/find-version';
import { buildDiagram, type FlowDiagram } from './flow-diagram';
import { runsOf30Days } from './runs-of-30-days';

/** Draws a version of a flow, by default the current one; `counts` adds the runs of the last 30 days. Fails with not_found. */
export async function drawFlow(
  deps: Pick<Deps, 'flowCounts' | 'flows' | 'now'>,
  { account: { accountId } }: Context,
  query: { key: string; version: number | undefined; counts: boolean; language: Language },
): Promise<FlowDiagram> {
  const { flow, version, definition } = await findVersion(deps, accountId, query);
  const counted = query.counts ? await runsOf30Days(deps, accountId, { flow: flow.key, version }) : null;
  return buildDiagram(definition, counted, query.language);
}
