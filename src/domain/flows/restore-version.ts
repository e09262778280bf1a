import type { Flow } from '../../db/flows/flows';
import { AppError } from '../../shared/errors/app-error';
import type { Context, Deps } from '../ports';
import { findVersion } from './definition/find-version';
import { putFlow } from './put-flow';

/**
 * Makes the definition of an earlier version current again, as a new version. Fails with not_found, with flow_changed where another
 * version than `expectedVersion` is current, and with flow_invalid where the definition no longer fits the account.
 */
export async function restoreVersion(
  deps: Pick<Deps, 'channels' | 'encryptor' | 'flows' | 'now' | 'stores' | 'templates' | 'whatsapp'>,
  context: Context,
  { key, version, expectedVersion }: { key: string; version: number; expectedVersion: number },
): Promise<Flow> {
  const { flow, definition } = await findVersion(deps, context.account.accountId, { key, version });
  if (flow.version !== expectedVersion) {
    throw new AppError('flow_changed', `The flow has version ${flow.version} now: read it first`);
  }
  const restored = await putFlow(deps, context, {
    key,
    raw: { values: {}, ...definition },
    expectedVersion,
    isDraft: !flow.active,
  });
  return restored.flow;
}
