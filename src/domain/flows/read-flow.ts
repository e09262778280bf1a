import type { Flow } from '../../db/flows/flows';
import type { Issue } from '../../shared/errors/app-error';
import type { JsonObject } from '../../shared/json/json';
import { resolveChannel } from '../channels/resolve-channel';
import { type ShownTemplate, withReadyTemplates } from '../channels/templates/with-ready-templates';
import type { Context, Deps } from '../ports';
import { checkAccount } from './check/check-account';
import { checkDefinition } from './check/check-definition';
import { checkFlowChannelOffline } from './check/check-flow-channel-offline';
import { normalizeIssues } from './check/normalize-issues';
import { choicesOf, type ReplyChoice } from './choices-of';
import { findVersion } from './definition/find-version';
import type { RunCounts } from './diagram/flow-diagram';
import { runsOf30Days } from './diagram/runs-of-30-days';

export type FlowDetails = {
  flow: Flow;
  version: number;
  definition: JsonObject;
  counted: RunCounts;
  /** Found without calling Meta or the merchant. */
  issues: Issue[];
  choices: ReplyChoice[];
  /** Those of the number, and the ready ones that it lacks. */
  templates: ShownTemplate[];
};

/**
 * Returns a version of a flow, by default the current one, with the runs of the last 30 days, its issues and the texts of its
 * messages. Fails with not_found.
 */
export async function readFlow(
  deps: Pick<Deps, 'channels' | 'flowCounts' | 'flows' | 'now' | 'stores' | 'templates'>,
  { account }: Context,
  query: { key: string; version: number | undefined },
): Promise<FlowDetails> {
  const { accountId } = account;
  const { flow, version, definition } = await findVersion(deps, accountId, query);
  const checked = checkDefinition(definition);
  const { parsedFlow } = checked;
  const [counted, ofAccount, channel] = await Promise.all([
    runsOf30Days(deps, accountId, { flow: flow.key, version }),
    checkAccount(deps, account, checked),
    resolveChannel(deps, { accountId, channelId: definition.channel }),
  ]);
  const listed = channel ? await deps.templates.list(channel) : [];
  const templates = withReadyTemplates(listed);
  return {
    flow,
    version,
    definition,
    counted,
    issues: normalizeIssues([
      ...checked.issues,
      ...checked.warnings,
      ...ofAccount.issues,
      ...ofAccount.warnings,
      ...checkFlowChannelOffline(parsedFlow, channel, listed),
    ]),
    choices: choicesOf(parsedFlow, templates),
    templates,
  };
}
