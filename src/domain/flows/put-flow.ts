import type { Activation, Flow } from '../../db/flows/flows';
import { AppError, type Issue } from '../../shared/errors/app-error';
import { isJsonObject, type JsonObject } from '../../shared/json/json';
import { newAuditEntry } from '../audit/new-audit-entry';
import type { Context, Deps } from '../ports';
import { checkFlow } from './check/check-flow';
import { withoutTemplateStates } from './check/template-states';
import type { FlowDefinition } from './definition/definition';
import { definitionDigest } from './definition/definition-digest';
import { keepValues } from './settings/keep-values';
import { missingSettings } from './settings/missing-settings';

const MAX_RETRIES = 5;

/** Applies the activation of a save whose definition equals the current one; undefined if another call has changed the flow. */
async function activateAsAsked(
  deps: Pick<Deps, 'flows' | 'now'>,
  { flow, definition }: { flow: Flow; definition: JsonObject },
  activation: Activation,
): Promise<Flow | undefined> {
  if (activation.active === undefined && activation.whenReady === undefined) return flow;
  const isIncomplete = activation.active === true && missingSettings(definition).length > 0;
  return deps.flows.changeActivation(flow, isIncomplete ? { active: false } : activation, deps.now());
}

type SavedFlow = { flow: Flow; definition: JsonObject; created: boolean };

/**
 * Saves a checked definition as a new version, unless it equals the current one, and applies `activation`.
 * Returns null, with nothing written, if another version than `expectedVersion` is current; 0 means that there is none.
 */
export async function addFlowVersion(
  deps: Pick<Deps, 'flows' | 'now'>,
  context: Context,
  {
    key,
    definition,
    expectedVersion,
    activation = {},
  }: { key: string; definition: FlowDefinition; expectedVersion?: number; activation?: Activation },
): Promise<SavedFlow | null> {
  const { accountId } = context.account;
  const json = definition as unknown as JsonObject;
  const digest = await definitionDigest(definition);
  for (let race = 0; race <= MAX_RETRIES; race += 1) {
    const current = await deps.flows.find(accountId, key);
    if (current?.digest === digest) {
      const flow = await activateAsAsked(deps, current, activation);
      if (flow) return { flow, definition: current.definition, created: false };
      continue;
    }
    if (expectedVersion !== undefined && expectedVersion !== (current?.flow.version ?? 0)) return null;
    const { name, trigger } = definition;
    const now = deps.now();
    const flow = await deps.flows.addVersion({
      accountId,
      key,
      name,
      triggerOn: trigger.on,
      definition: json,
      digest,
      expectedVersion,
      deactivates: missingSettings(json).length > 0,
      activation,
      audit: newAuditEntry(context, now, 'flow.saved', { targets: [{ type: 'flow', id: key }] }),
      now,
    });
    if (flow) return { flow, definition: json, created: true };
    // Another call has just saved a version: compare with it.
  }
  throw new AppError('unavailable', 'Other calls save this flow at the same time; try again');
}

/** Adds the current version's values that fit to a definition without `values`; removes an empty `values`. */
async function withValues({ flows }: Pick<Deps, 'flows'>, accountId: string, key: string, raw: unknown) {
  if (!isJsonObject(raw)) return raw;
  if (Object.hasOwn(raw, 'values')) {
    const { values, ...rest } = raw;
    return isJsonObject(values) && Object.keys(values).length === 0 ? rest : raw;
  }
  if (!isJsonObject(raw.settings)) return raw;
  return keepValues(raw, (await flows.find(accountId, key))?.definition);
}

/**
 * Saves a definition as a new immutable version, unless it equals the current one. Without `values` the settings keep theirs, so
 * that the same definition again changes nothing. A new flow is active. A flow becomes inactive where a required setting has no
 * value, or as `activation` says. Fails with all issues at once: with validation_failed where the schema rejects the definition,
 * else with flow_invalid. `expectedVersion` is the version that the caller has seen, 0 for none; fails with flow_invalid where
 * another is current. With `isDraft` Meta may lack the templates: the caller must not start the flow before Meta has them.
 */
export async function putFlow(
  deps: Pick<Deps, 'channels' | 'encryptor' | 'flows' | 'now' | 'stores' | 'templates' | 'whatsapp'>,
  context: Context,
  {
    key,
    raw,
    expectedVersion,
    activation = {},
    isDraft = activation.whenReady === true,
  }: { key: string; raw: unknown; expectedVersion?: number; activation?: Activation; isDraft?: boolean },
): Promise<SavedFlow & { warnings: Issue[] }> {
  const definitionWithValues = await withValues(deps, context.account.accountId, key, raw);
  const checked = await checkFlow(deps, context.account, definitionWithValues);
  const { definition, issues, warnings } = isDraft ? withoutTemplateStates(checked) : checked;
  if (!definition || issues.length > 0) {
    const detail = `The flow has ${issues.length} ${issues.length === 1 ? 'issue' : 'issues'}`;
    throw new AppError(definition ? 'flow_invalid' : 'validation_failed', detail, { issues });
  }
  const saved = await addFlowVersion(deps, context, { key, definition, expectedVersion, activation });
  if (saved) return { ...saved, warnings };
  const latest = (await deps.flows.find(context.account.accountId, key))?.flow.version ?? 0;
  const message = `The flow has version ${latest} now: read it first`;
  throw new AppError('flow_invalid', message, { issues: [{ path: '', code: 'flow_changed', message }] });
}
