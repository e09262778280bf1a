import type { Flow } from '../../db/flows';
import { Failure, type Finding } from '../../shared/failure';
import { sha256Hex } from '../../shared/hmac';
import { canonicalJson, type JsonObject } from '../../shared/json';
import type { Context, Deps } from '../ports';
import { checkFlow } from './check';
import type { FlowDefinition } from './definition';

const RACES = 5;

async function channelFinding(deps: Deps, accountId: string, { channel }: FlowDefinition): Promise<Finding[]> {
  if (channel === undefined || (await deps.channels.find(accountId, channel))) return [];
  return [{ path: '/channel', code: 'channel_not_found', message: `There is no channel ${channel}` }];
}

/**
 * Saves a definition as a new immutable version; the same definition again makes none. A new flow is active. Fails with
 * flow_invalid and all findings.
 */
export async function putFlow(
  deps: Deps,
  { account: { accountId } }: Context,
  { key, definition }: { key: string; definition: FlowDefinition },
): Promise<{ flow: Flow; definition: JsonObject; created: boolean }> {
  const findings = [...checkFlow(definition), ...(await channelFinding(deps, accountId, definition))];
  if (findings.length > 0) throw new Failure('flow_invalid', `${findings.length} findings`, { findings });
  const json = definition as unknown as JsonObject;
  const digest = await sha256Hex(canonicalJson(json));
  for (let race = 0; ; race += 1) {
    const current = await deps.flows.find(accountId, key);
    if (current?.digest === digest) return { flow: current.flow, definition: current.definition, created: false };
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
    if (written) return { flow, definition: json, created: true };
    if (race === RACES) throw new Failure('unavailable', 'Others save this flow at the same time; try again');
  }
}
