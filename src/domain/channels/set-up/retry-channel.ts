import type { Channel } from '../../../db/channels/channels';
import type { Context } from '../../ports';
import { checkChannel } from '../check/check-channel';
import { resumeChannel } from '../resume-channel';
import { continueSetUp } from './continue-set-up';
import type { SetUpDeps } from './run-set-up';
import type { Callback } from './set-webhook';

/** The result of the check that says that the channel is marked as broken, whatever Meta says now. */
const MARK = 'sending';

/**
 * Checks a broken channel at Meta, and resumes it if it can send; else it stays broken. Where Meta does not say which app made the
 * token, the checks decide that need no app. Fails with not_found.
 */
export async function retryChannel(
  deps: SetUpDeps & Parameters<typeof checkChannel>[0],
  context: Context,
  input: { channelId: string; callback: Callback },
): Promise<Channel> {
  const checked = await continueSetUp(deps, context, input);
  if (checked.brokenAt === null || checked.setUp?.results.app?.code !== 'app_id_unknown') return checked;
  const { checks } = await checkChannel(deps, context, input.channelId);
  const works = checks.every(({ name, status }) => name === MARK || status !== 'failed');
  return works ? resumeChannel(deps, context, input.channelId) : checked;
}
