import type { Template } from '../../db/channels/templates';
import { AppError, type Issue } from '../../shared/errors/app-error';
import { resolveChannel } from '../channels/resolve-channel';
import { checkFlowChannelOffline } from '../flows/check/check-flow-channel-offline';
import { type ParsedFlow, parseFlow } from '../flows/check/parse-flow';
import { requireValidDefinition } from '../flows/check/require-valid-definition';
import { FlowDefinition } from '../flows/definition/definition';
import type { Transcript } from '../flows/engine/transcript';
import type { Context, Deps } from '../ports';
import type { Scenario } from './scenario';
import { simulate } from './simulate';
import { simulatedStore } from './simulated-store';

/** Returns the given definition after checking it, or else the saved one. */
async function loadDefinition(
  deps: Pick<Deps, 'flows'>,
  accountId: string,
  { key, given }: { key: string; given: unknown },
): Promise<{ definition: FlowDefinition; parsedFlow: ParsedFlow }> {
  if (given !== undefined) return requireValidDefinition(given);
  const found = await deps.flows.find(accountId, key);
  if (!found) throw new AppError('not_found', 'There is no such flow');
  return { definition: FlowDefinition.parse(found.definition), parsedFlow: parseFlow(found.definition) };
}

const unusedReplyWarnings = ({ unusedReplies }: Transcript): Issue[] =>
  unusedReplies.map((position) => ({
    path: `/replies/${position}`,
    code: 'reply_unused',
    message: 'The flow did not wait for this reply',
  }));

/**
 * Runs a flow, saved or not, in virtual time with the account's own prices and templates. It only reads the account.
 * Returns the stored templates of the flow's channel too. Fails with flow_invalid, not_found, store_not_found or
 * validation_failed.
 */
export async function simulateFlow(
  deps: Pick<Deps, 'channels' | 'flows' | 'now' | 'stores' | 'templates'>,
  { account }: Context,
  input: { key: string; definition: unknown; storeId: string | undefined; scenario: Scenario },
): Promise<{ transcript: Transcript; warnings: Issue[]; templates: Template[] }> {
  const { accountId } = account;
  const { definition, parsedFlow } = await loadDefinition(deps, accountId, { key: input.key, given: input.definition });
  const started = definition.steps.flatMap((step) => (step.do === 'start_flow' ? [step.flow] : []));
  const [store, channel, flows] = await Promise.all([
    simulatedStore(deps, accountId, input.storeId),
    resolveChannel(deps, { accountId, channelId: definition.channel }),
    started.length === 0 ? [] : deps.flows.findStates(accountId, [...new Set(started)]),
  ]);
  const templates = channel ? await deps.templates.list(channel) : [];
  const { scenario, key: flow } = input;
  const transcript = await simulate({
    definition,
    flow,
    account,
    store,
    templates,
    flows,
    scenario,
    now: deps.now(),
  });
  const warnings = [...checkFlowChannelOffline(parsedFlow, channel, templates), ...unusedReplyWarnings(transcript)];
  return { transcript, warnings, templates };
}
