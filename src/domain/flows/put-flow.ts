import type { Flow } from '../../db/flows';
import { AppError, type Issue } from '../../shared/app-error';
import type { JsonObject } from '../../shared/json';
import type { Context, Deps } from '../ports';
import { checkFlow } from './check/check-flow';
import { definitionDigest } from './definition/definition-digest';

const MAX_RETRIES = 5;

/**
 * Saves a definition as a new immutable version; the same definition again makes none. A new flow is active. Fails with all
 * findings at once, as validation_failed where it has not the shape of a flow, else as flow_invalid; what may yet turn out
 * well is a warning. `expectedVersion`, where it is given, is the version that this one may follow, 0 for none: fails with
 * flow_invalid where another is there by now.
 */
export async function putFlow(
  deps: Deps,
  { account }: Context,
  { key, raw, expectedVersion }: { key: string; raw: unknown; expectedVersion?: number },
): Promise<{ flow: Flow; definition: JsonObject; created: boolean; warnings: Issue[] }> {
  const { accountId } = account;
  const { definition, issues, warnings } = await checkFlow(deps, account, raw);
  if (!definition || issues.length > 0) {
    const detail = `The flow has ${issues.length} ${issues.length === 1 ? 'finding' : 'findings'}`;
    throw new AppError(definition ? 'flow_invalid' : 'validation_failed', detail, { issues });
  }
  const json = definition as unknown as JsonObject;
  const digest = await definitionDigest(definition);
  for (let race = 0; ; race += 1) {
    const current = await deps.flows.find(accountId, key);
    if (current?.digest === digest)
      return { flow: current.flow, definition: current.definition, created: false, warnings };
    const latest = current?.flow.version ?? 0;
    if (expectedVersion !== undefined && expectedVersion !== latest) {
      const message = `The flow has version ${latest} by now: look at it first`;
      throw new AppError('flow_invalid', message, { issues: [{ path: '', code: 'flow_changed', message }] });
    }
    const { name, trigger } = definition;
    const version = {
      accountId,
      key,
      name,
      triggerOn: trigger.on,
      definition: json,
      digest,
      expectedVersion,
      now: deps.now(),
    };
    const flow = await deps.flows.addVersion(version);
    if (flow) return { flow, definition: json, created: true, warnings };
    // Somebody has just saved the same definition, or one over which this one may not go: the next look says which.
    if (race === MAX_RETRIES) throw new AppError('unavailable', 'Others save this flow at the same time; try again');
  }
}
