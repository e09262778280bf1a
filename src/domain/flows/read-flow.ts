import type { Flow, FlowVersion } from '../../db/flows/flows';
import type { Issue } from '../../shared/errors/app-error';
import type { JsonObject } from '../../shared/json/json';
import type { Language } from '../../shared/text/language';
import { resolveChannel } from '../channels/resolve-channel';
import type { Context, Deps } from '../ports';
import { checkAccount } from './check/check-account';
import { checkDefinition } from './check/check-definition';
import { checkFlowChannelOffline } from './check/check-flow-channel-offline';
import { normalizeIssues } from './check/normalize-issues';
import { choicesOf, type ReplyChoice } from './choices-of';
import { findVersion } from './definition/find-version';
import { buildDiagram, type FlowDiagram } from './diagram/flow-diagram';
import { runsOf30Days } from './diagram/runs-of-30-days';
import { diffDefinitions, type FlowDiff } from './diff/diff-flow';

const MAX_VERSIONS = 10;

/** A version of a flow. `changes` compares it with the version before; null for the first. */
export type FlowVersionSummary = Pick<FlowVersion, 'version' | 'createdAt'> & {
  changes: Pick<FlowDiff, 'changed' | 'steps'> | null;
};

export type FlowDetails = {
  flow: Flow;
  version: number;
  definition: JsonObject;
  diagram: FlowDiagram;
  /** Found without calling Meta or the merchant. */
  issues: Issue[];
  versions: FlowVersionSummary[];
  /** The cursor of the next page of versions; null on the last page. */
  nextBefore: number | null;
  choices: ReplyChoice[];
};

async function versionsOf(
  deps: Pick<Deps, 'flows'>,
  accountId: string,
  { key, before }: { key: string; before: number | null },
): Promise<Pick<FlowDetails, 'versions' | 'nextBefore'>> {
  const { rows } = await deps.flows.listVersions(accountId, key, { limit: MAX_VERSIONS + 1, before });
  const versions = rows.slice(0, MAX_VERSIONS).map(({ version, createdAt, definition }, i) => {
    const previous = rows[i + 1];
    return { version, createdAt, changes: previous ? diffDefinitions(previous.definition, definition) : null };
  });
  return { versions, nextBefore: rows.length > MAX_VERSIONS ? (versions.at(-1)?.version ?? null) : null };
}

/**
 * Returns a version of a flow, by default the current one, with its diagram, the runs of the last 30 days, its issues, and
 * the ten newest versions or those below `before`. Fails with not_found.
 */
export async function readFlow(
  deps: Pick<Deps, 'channels' | 'flowCounts' | 'flows' | 'now' | 'stores' | 'templates'>,
  { account }: Context,
  query: { key: string; version: number | undefined; before: number | null; language: Language },
): Promise<FlowDetails> {
  const { accountId } = account;
  const [found, versions] = await Promise.all([
    findVersion(deps, accountId, query),
    versionsOf(deps, accountId, query),
  ]);
  const { flow, version, definition } = found;
  const checked = checkDefinition(definition);
  const { parsedFlow } = checked;
  const [counted, ofAccount, channel] = await Promise.all([
    runsOf30Days(deps, accountId, { flow: flow.key, version }),
    checkAccount(deps, account, checked),
    resolveChannel(deps, { accountId, channelId: definition.channel }),
  ]);
  const templates = channel ? await deps.templates.list(channel) : [];
  return {
    flow,
    version,
    definition,
    diagram: buildDiagram(definition, counted, query.language),
    issues: normalizeIssues([
      ...checked.issues,
      ...checked.warnings,
      ...ofAccount.issues,
      ...ofAccount.warnings,
      ...checkFlowChannelOffline(parsedFlow, channel, templates),
    ]),
    ...versions,
    choices: choicesOf(parsedFlow, templates),
  };
}
