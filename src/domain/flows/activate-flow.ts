import type { Flow } from '../../db/flows/flows';
import { AppError } from '../../shared/errors/app-error';
import type { JsonObject } from '../../shared/json/json';
import type { Context, Deps } from '../ports';
import { checkFlow } from './check/check-flow';
import { findVersion } from './definition/find-version';
import { setFlowActive } from './set-flow-active';

/**
 * Activates a flow that fits the account now, as a save would require. Fails with not_found, or with flow_invalid and all issues:
 * a flow that was saved to wait for its templates may lack them.
 */
export async function activateFlow(
  deps: Pick<Deps, 'channels' | 'encryptor' | 'flows' | 'now' | 'stores' | 'templates' | 'whatsapp'>,
  context: Context,
  key: string,
): Promise<{ flow: Flow; definition: JsonObject }> {
  const { flow, definition } = await findVersion(deps, context.account.accountId, { key, version: undefined });
  if (!flow.active) {
    const { issues } = await checkFlow(deps, context.account, definition);
    if (issues.length > 0) throw new AppError('flow_invalid', 'The flow does not fit the account', { issues });
  }
  return setFlowActive(deps, context, { key, active: true });
}
