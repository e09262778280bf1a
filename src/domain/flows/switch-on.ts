import type { Flow } from '../../db/flows/flows';
import { AppError } from '../../shared/errors/app-error';
import type { Context, Deps } from '../ports';
import { checkFlow } from './check/check-flow';
import { isTemplateState, withoutTemplateStates } from './check/template-states';
import { findVersion } from './definition/find-version';
import { setFlowActive } from './set-flow-active';
import { missingSettings } from './settings/missing-settings';

/** The warnings of a template that Meta may not have approved. */
const UNAPPROVED = new Set(['template_pending', 'template_in_appeal', 'template_not_checked']);

/**
 * Activates a flow that can run now. One that only lacks templates which Meta has to approve becomes active by itself when they are.
 * Fails with not_found, or with flow_invalid and all issues where a required setting has no value or the flow no longer fits the
 * account.
 */
export async function switchOn(
  deps: Pick<Deps, 'channels' | 'encryptor' | 'flows' | 'now' | 'stores' | 'templates' | 'whatsapp'>,
  context: Context,
  key: string,
): Promise<Flow> {
  const { account } = context;
  const { flow, definition } = await findVersion(deps, account.accountId, { key, version: undefined });
  const missing = missingSettings(definition);
  if (missing.length > 0) {
    throw new AppError('flow_invalid', `Required settings of the flow ${key} have no value`, { issues: missing });
  }
  const checked = await checkFlow(deps, account, definition);
  const { issues } = withoutTemplateStates(checked);
  if (issues.length > 0) throw new AppError('flow_invalid', 'The flow no longer fits the account', { issues });
  const waits = checked.issues.some(isTemplateState) || checked.warnings.some(({ code }) => UNAPPROVED.has(code));
  if (!waits) return (await setFlowActive(deps, context, { key, active: true })).flow;
  const changed = await deps.flows.changeActivation(flow, { whenReady: true }, deps.now());
  if (!changed) throw new AppError('flow_changed', 'The flow has just been saved again: look at it first');
  return changed;
}
