import type { Flow } from '../../db/flows';
import { Failure, type Finding } from '../../shared/failure';
import { sha256Hex } from '../../shared/hmac';
import { canonicalJson, type JsonObject } from '../../shared/json';
import { channelFor } from '../channels/channel-for';
import { checkTemplates, templatesOf } from '../channels/templates/check-templates';
import { syncTemplates } from '../channels/templates/sync-templates';
import type { Context, Deps } from '../ports';
import { checkFlow } from './check';
import type { FlowDefinition } from './definition';

const RACES = 5;

type Checked = { findings: Finding[]; warnings: Finding[] };

/** What only the account and Meta know: whether the channel is there, and its templates are as the flow uses them. */
async function checkChannel(deps: Deps, accountId: string, definition: FlowDefinition): Promise<Checked> {
  const { channel: channelId } = definition;
  const channel = await channelFor(deps, { accountId, channelId });
  if (!channel && channelId !== undefined) {
    const message = `There is no channel ${channelId}`;
    return { findings: [{ path: '/channel', code: 'channel_not_found', message }], warnings: [] };
  }
  const used = templatesOf(definition);
  if (!channel || used.length === 0) return { findings: [], warnings: [] };
  const synced = await syncTemplates(deps, channel);
  if (!synced.ok && channel.templatesAt === null) {
    // Meta being away must not keep a merchant from saving; a send by a bad template still fails with a code.
    const message = `Meta could not be asked for the templates (${synced.code})`;
    return { findings: [], warnings: used.map(({ path }) => ({ path, code: 'template_not_checked', message })) };
  }
  return checkTemplates(definition, await deps.templates.list(channel));
}

/**
 * Saves a definition as a new immutable version; the same definition again makes none. A new flow is active. Fails with
 * flow_invalid and all findings; what may yet turn out well is a warning.
 */
export async function putFlow(
  deps: Deps,
  { account: { accountId } }: Context,
  { key, definition }: { key: string; definition: FlowDefinition },
): Promise<{ flow: Flow; definition: JsonObject; created: boolean; warnings: Finding[] }> {
  const { findings: ofChannel, warnings } = await checkChannel(deps, accountId, definition);
  const findings = [...checkFlow(definition), ...ofChannel];
  if (findings.length > 0) throw new Failure('flow_invalid', `${findings.length} findings`, { findings });
  const json = definition as unknown as JsonObject;
  const digest = await sha256Hex(canonicalJson(json));
  for (let race = 0; ; race += 1) {
    const current = await deps.flows.find(accountId, key);
    if (current?.digest === digest)
      return { flow: current.flow, definition: current.definition, created: false, warnings };
    const now = deps.now();
    const version = (current?.flow.version ?? 0) + 1;
    const flow: Flow = {
      accountId,
      key,
      name: definition.name,
      active: current?.flow.active ?? true,
      version,
      triggerOn: definition.trigger.on,
      createdAt: current?.flow.createdAt ?? now,
      updatedAt: now,
    };
    const written = await deps.flows.insertVersion({
      flow,
      version: { accountId, key, version, definition: json, digest, createdAt: now },
    });
    if (written) return { flow, definition: json, created: true, warnings };
    if (race === RACES) throw new Failure('unavailable', 'Others save this flow at the same time; try again');
  }
}
