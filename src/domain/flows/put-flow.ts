import type { Flow } from '../../db/flows';
import { AppError, type Issue } from '../../shared/app-error';
import type { JsonObject } from '../../shared/json';
import { newAuditEntry } from '../audit/new-audit-entry';
import type { Context, Deps } from '../ports';
import { checkFlow } from './check/check-flow';
import { definitionDigest } from './definition/definition-digest';
import { missingSettings } from './settings/missing-settings';

const MAX_RETRIES = 5;

/**
 * Saves a definition as a new immutable version, unless it equals the current one. A new flow is active. A flow becomes
 * inactive where a required setting has no value. Fails with all issues at once: with validation_failed where the schema rejects the definition, else with flow_invalid. `expectedVersion`
 * is the version that the caller has seen, 0 for none; fails with flow_invalid where another is current.
 */
export async function putFlow(
  deps: Pick<Deps, 'channels' | 'encryptor' | 'flows' | 'now' | 'stores' | 'templates' | 'whatsapp'>,
  context: Context,
  { key, raw, expectedVersion }: { key: string; raw: unknown; expectedVersion?: number },
): Promise<{ flow: Flow; definition: JsonObject; created: boolean; warnings: Issue[] }> {
  const { account } = context;
  const { accountId } = account;
  const { definition, issues, warnings } = await checkFlow(deps, account, raw);
  if (!definition || issues.length > 0) {
    const detail = `The flow has ${issues.length} ${issues.length === 1 ? 'issue' : 'issues'}`;
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
      const message = `The flow has version ${latest} now: read it first`;
      throw new AppError('flow_invalid', message, { issues: [{ path: '', code: 'flow_changed', message }] });
    }
    const { name, trigger } = definition;
    const now = deps.now();
    const version = {
      accountId,
      key,
      name,
      triggerOn: trigger.on,
      definition: json,
      digest,
      expectedVersion,
      deactivates: missingSettings(json).length > 0,
      audit: newAuditEntry(context, now, 'flow.saved', { targets: [{ type: 'flow', id: key }] }),
      now,
    };
    const flow = await deps.flows.addVersion(version);
    if (flow) return { flow, definition: json, created: true, warnings };
    // Another call has just saved a version: compare with it.
    if (race === MAX_RETRIES)
      throw new AppError('unavailable', 'Other calls save this flow at the same time; try again');
  }
}
