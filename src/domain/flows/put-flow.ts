import type { Flow } from '../../db/flows';
import { Failure, type Finding } from '../../shared/failure';
import type { JsonObject } from '../../shared/json';
import type { Context, Deps } from '../ports';
import { checkFlow } from './check/check-flow';
import { definitionDigest } from './definition/definition-digest';

const RACES = 5;

/**
 * Saves a definition as a new immutable version; the same definition again makes none. A new flow is active. Fails with all
 * findings at once, as validation_failed where it has not the shape of a flow, else as flow_invalid; what may yet turn out
 * well is a warning. `over`, where it is given, is the version that this one may follow, 0 for none: fails with
 * flow_invalid where another is there by now.
 */
export async function putFlow(
  deps: Deps,
  { account }: Context,
  { key, raw, over }: { key: string; raw: unknown; over?: number },
): Promise<{ flow: Flow; definition: JsonObject; created: boolean; warnings: Finding[] }> {
  const { accountId } = account;
  const { definition, findings, warnings } = await checkFlow(deps, account, raw);
  if (!definition || findings.length > 0) {
    const detail = `The flow has ${findings.length} ${findings.length === 1 ? 'finding' : 'findings'}`;
    throw new Failure(definition ? 'flow_invalid' : 'validation_failed', detail, { findings });
  }
  const json = definition as unknown as JsonObject;
  const digest = await definitionDigest(definition);
  for (let race = 0; ; race += 1) {
    const current = await deps.flows.find(accountId, key);
    if (current?.digest === digest)
      return { flow: current.flow, definition: current.definition, created: false, warnings };
    const latest = current?.flow.version ?? 0;
    if (over !== undefined && over !== latest) {
      const message = `The flow has version ${latest} by now: look at it first`;
      throw new Failure('flow_invalid', message, { findings: [{ path: '', code: 'flow_changed', message }] });
    }
    const { name, trigger } = definition;
    const version = { accountId, key, name, triggerOn: trigger.on, definition: json, digest, over, now: deps.now() };
    const flow = await deps.flows.addVersion(version);
    if (flow) return { flow, definition: json, created: true, warnings };
    // Somebody has just saved the same definition, or one over which this one may not go: the next look says which.
    if (race === RACES) throw new Failure('unavailable', 'Others save this flow at the same time; try again');
  }
}
