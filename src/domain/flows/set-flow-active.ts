import type { Flow } from '../../db/flows/flows';
import { AppError } from '../../shared/errors/app-error';
import type { JsonObject } from '../../shared/json/json';
import { newAuditEntry } from '../audit/new-audit-entry';
import type { Context, Deps } from '../ports';
import { missingSettings } from './settings/missing-settings';

const MAX_RETRIES = 5;

type SavedFlow = { flow: Flow; definition: JsonObject };

async function requireFlow({ flows }: Pick<Deps, 'flows'>, accountId: string, key: string): Promise<SavedFlow> {
  const found = await flows.find(accountId, key);
  if (!found) throw new AppError('not_found', 'There is no such flow');
  return found;
}

/** Activates the version that has the values of all its required settings, and no other that another call has just saved. */
async function activate(deps: Pick<Deps, 'flows' | 'now'>, context: Context, key: string): Promise<void> {
  const { accountId } = context.account;
  for (let race = 0; race <= MAX_RETRIES; race += 1) {
    const { flow, definition } = await requireFlow(deps, accountId, key);
    const issues = missingSettings(definition);
    if (issues.length > 0) {
      throw new AppError('flow_invalid', `Required settings of the flow ${key} have no value`, { issues });
    }
    const { version } = flow;
    const now = deps.now();
    const audit = newAuditEntry(context, now, 'flow.activated', { targets: [{ type: 'flow', id: key }] });
    if (await deps.flows.setActive({ accountId, key, active: true, version, audit, now })) return;
  }
  throw new AppError('unavailable', 'Other calls save this flow at the same time; try again');
}

/**
 * Activates or deactivates a flow: events start only active ones. Running requests continue. Fails with not_found, or with
 * flow_invalid where a required setting has no value.
 */
export async function setFlowActive(
  deps: Pick<Deps, 'flows' | 'now'>,
  context: Context,
  { key, active }: { key: string; active: boolean },
): Promise<SavedFlow> {
  const { accountId } = context.account;
  if (active) await activate(deps, context, key);
  else {
    const now = deps.now();
    const audit = newAuditEntry(context, now, 'flow.deactivated', { targets: [{ type: 'flow', id: key }] });
    await deps.flows.setActive({ accountId, key, active, version: undefined, audit, now });
  }
  return requireFlow(deps, accountId, key);
}
