import type { Template } from '../../db/templates';
import { Failure, type Finding } from '../../shared/failure';
import { channelFor } from '../channels/channel-for';
import { checkKnownChannel } from '../flows/check/check-known-channel';
import { givenDefinition } from '../flows/check/given-definition';
import { type Sketch, sketchOf } from '../flows/check/sketch';
import { FlowDefinition } from '../flows/definition/definition';
import type { Context, Deps } from '../ports';
import type { Scenario } from './scenario';
import { simulate } from './simulate';
import type { Transcript, World } from './world';

/** What is to be run: what is given, if nothing is wrong with it, else what is saved. */
async function checkedOf(
  deps: Deps,
  accountId: string,
  { key, given }: { key: string; given: unknown },
): Promise<{ definition: FlowDefinition; sketch: Sketch }> {
  if (given !== undefined) return givenDefinition(given);
  const found = await deps.flows.find(accountId, key);
  if (!found) throw new Failure('not_found', 'There is no such flow');
  return { definition: FlowDefinition.parse(found.definition), sketch: sketchOf(found.definition) };
}

/** The store that is named, else the account's latest; an account that has none yet can prove its flows all the same. */
async function storeOf(deps: Deps, accountId: string, idStore: string | undefined): Promise<World['store']> {
  const { rows } = await deps.stores.list(accountId, { limit: 1, after: null });
  const store = idStore === undefined ? rows[0] : await deps.stores.find(accountId, idStore);
  if (!store && idStore !== undefined) throw new Failure('store_not_found', `There is no store ${idStore}`);
  return { id_store: store?.idStore ?? '', name: store?.name ?? '', kind: store?.kind };
}

const unused = ({ unusedReplies }: Transcript): Finding[] =>
  unusedReplies.map((position) => ({
    path: `/replies/${position}`,
    code: 'reply_unused',
    message: 'The flow did not wait for this reply',
  }));

/**
 * Runs a flow, saved or not, in virtual time with the account's own prices and templates. It reads the account and nothing
 * else: nothing is sent, asked or written. `templates` are those of the flow's channel that are known. Fails with
 * flow_invalid, not_found, store_not_found or validation_failed.
 */
export async function simulateFlow(
  deps: Deps,
  { account }: Context,
  input: { key: string; definition: unknown; idStore: string | undefined; scenario: Scenario },
): Promise<{ transcript: Transcript; warnings: Finding[]; templates: Template[] }> {
  const { accountId } = account;
  const { definition, sketch } = await checkedOf(deps, accountId, { key: input.key, given: input.definition });
  const started = definition.steps.flatMap((step) => (step.do === 'start_flow' ? [step.flow] : []));
  const [store, channel, flows] = await Promise.all([
    storeOf(deps, accountId, input.idStore),
    channelFor(deps, { accountId, channelId: definition.channel }),
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
  const warnings = [...checkKnownChannel(sketch, channel, templates), ...unused(transcript)];
  return { transcript, warnings, templates };
}
