import type { Channel } from '../../../db/channels/channels';
import type { Context } from '../../ports';
import { resumeChannel } from '../resume-channel';
import { continueSetUp } from './continue-set-up';
import type { SetUpDeps } from './run-set-up';
import type { Callback } from './set-webhook';

/**
 * Checks a broken channel at Meta, and resumes it if it can send; else it stays broken. A channel that cannot be checked, because
 * Meta does not say which app made its token, is resumed as its owner says. Fails with not_found.
 */
export async function retryChannel(
  deps: SetUpDeps,
  context: Context,
  input: { channelId: string; callback: Callback },
): Promise<Channel> {
  const checked = await continueSetUp(deps, context, input);
  const isUnknown = checked.setUp?.results.app?.code === 'app_id_unknown';
  return checked.brokenAt !== null && isUnknown ? resumeChannel(deps, context, input.channelId) : checked;
}
