import type { Flow } from '../../db/flows';
import { Failure, type Finding } from '../../shared/failure';
import { sha256Hex } from '../../shared/hmac';
import { canonicalJson, type JsonObject } from '../../shared/json';
import type { Context, Deps } from '../ports';
import { checkFlow } from './check/check-flow';

const RACES = 5;

/**
 * Saves a definition as a new immutable version; the same definition again makes none. A new flow is active. Fails with all
 * findings at once, as validation_failed where it has not the shape of a flow, else as flow_invalid; what may yet turn out
 * well is a warning.
 */
export async function putFlow(
  deps: Deps,
  { account: { accountId } }: Context,
  { key, raw }: { key: string; raw: unknown },
): Promise<{ flow: Flow; definition: JsonObject; created: boolean; warnings: Finding[] }> {
  const { definition, findings, warnings } = await checkFlow(deps, accountId, raw);
  if (!definition || findings.length > 0) {
    const detail = `The flow has ${findings.length} ${findings.length === 1 ? 'finding' : 'findings'}`;
    throw new Failure(definition ? 'flow_invalid' : 'validation_failed', detail, { findings });
  }
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
