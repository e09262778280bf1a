import type { JsonObject } from '../../shared/json/json';
import { resolveChannel } from '../channels/resolve-channel';
import { type ShownTemplate, withReadyTemplates } from '../channels/templates/with-ready-templates';
import { FlowDefinition } from '../flows/definition/definition';
import type { Transcript } from '../flows/engine/transcript';
import type { Context, Deps } from '../ports';
import { withExampleValues } from './example-values';
import { type OfferedChoice, offeredChoices } from './offered-choices';
import type { Scenario } from './scenario';
import { simulate } from './simulate';
import { simulatedStore } from './simulated-store';

export type FlowPreview = {
  transcript: Transcript;
  /** Those of the number, and the ready ones that it lacks. */
  templates: ShownTemplate[];
  /** What the customer can press in the last message. */
  offered: OfferedChoice[];
};

/**
 * Runs a checked definition in virtual time as its page shows it: saved or not, also before its templates exist and its required
 * settings have a value. From `pausesFrom` on the run stops where the customer has to say something. Reads the account only. Fails
 * with validation_failed.
 */
export async function previewFlow(
  deps: Pick<Deps, 'channels' | 'flows' | 'now' | 'stores' | 'templates'>,
  { account }: Context,
  {
    key,
    definition: raw,
    scenario,
    pausesFrom,
  }: { key: string; definition: JsonObject; scenario: Scenario; pausesFrom: number | undefined },
): Promise<FlowPreview> {
  const { accountId } = account;
  const definition = FlowDefinition.parse(withExampleValues(raw));
  const started = definition.steps.flatMap((step) => (step.do === 'start_flow' ? [step.flow] : []));
  const [store, channel, flows] = await Promise.all([
    simulatedStore(deps, accountId, undefined),
    resolveChannel(deps, { accountId, channelId: definition.channel }),
    started.length === 0 ? [] : deps.flows.findStates(accountId, [...new Set(started)]),
  ]);
  const templates = withReadyTemplates(channel ? await deps.templates.list(channel) : []);
  const now = deps.now();
  const named = store.name === '' ? { ...store, name: account.name } : store;
  const world = { definition, flow: key, account, store: named, templates, flows, scenario, now, pausesFrom };
  const transcript = await simulate(world);
  return { transcript, templates, offered: offeredChoices(transcript, templates) };
}
