import type { Issue } from '../../../shared/errors/app-error';
import { resolveChannel } from '../../channels/resolve-channel';
import { syncTemplates } from '../../channels/templates/sync-templates';
import type { Deps } from '../../ports';
import { checkTemplates } from './check-templates';
import type { ParsedFlow } from './parse-flow';
import { templatesOf } from './templates-of';

type CheckResult = { issues: Issue[]; warnings: Issue[] };

function noChannel(channelId: string | undefined, firstSend: string | undefined): CheckResult {
  if (channelId !== undefined) {
    const message = `There is no channel ${channelId}: name one of GET /v1/channels`;
    return { issues: [{ path: '/channel', code: 'channel_not_found', message }], warnings: [] };
  }
  if (firstSend === undefined) return { issues: [], warnings: [] };
  // The account may have exactly one before the flow runs; until then its messages fail with the same code.
  const message = 'The account does not have exactly one channel: name one, or no message of this flow can be sent';
  return { issues: [], warnings: [{ path: firstSend, code: 'channel_not_found', message }] };
}

/** Checks that the flow's channel exists, and that Meta has its templates as the flow uses them. */
export async function checkFlowChannel(
  deps: Pick<Deps, 'channels' | 'encryptor' | 'now' | 'templates' | 'whatsapp'>,
  accountId: string,
  parsedFlow: ParsedFlow,
): Promise<CheckResult> {
  const { raw, steps } = parsedFlow;
  const channelId = typeof raw.channel === 'string' ? raw.channel : undefined;
  const channel = await resolveChannel(deps, { accountId, channelId });
  if (!channel) return noChannel(channelId, steps.find(({ kind }) => kind === 'send_message')?.at);
  const used = templatesOf(parsedFlow);
  if (used.length === 0) return { issues: [], warnings: [] };
  const synced = await syncTemplates(deps, channel);
  if (!synced.ok) {
    // A merchant can save while Meta is unavailable; a send with a bad template still fails with a code.
    const message = `Could not read the templates from Meta (${synced.code}): save the flow again later`;
    const unchecked = used.map(({ path }) => ({ path, code: 'template_not_checked', message }));
    const stored = channel.templatesAt === null ? null : checkTemplates(used, await deps.templates.list(channel));
    return { issues: [], warnings: [...unchecked, ...(stored ? [...stored.issues, ...stored.warnings] : [])] };
  }
  return checkTemplates(used, await deps.templates.list(channel));
}
