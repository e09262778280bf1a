import type { Issue } from '../../../shared/app-error';
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
  // It can be made, or the others deleted, before the flow runs; until then its messages fail with the same code.
  const message = 'The account does not have exactly one channel: name one, or no message of this flow can go';
  return { issues: [], warnings: [{ path: firstSend, code: 'channel_not_found', message }] };
}

/** What only the account and Meta know: whether the channel is there, and its templates are as the flow uses them. */
export async function checkFlowChannel(deps: Deps, accountId: string, sketch: ParsedFlow): Promise<CheckResult> {
  const { raw, steps } = sketch;
  const channelId = typeof raw.channel === 'string' ? raw.channel : undefined;
  const channel = await resolveChannel(deps, { accountId, channelId });
  if (!channel) return noChannel(channelId, steps.find(({ kind }) => kind === 'send_message')?.at);
  const used = templatesOf(sketch);
  if (used.length === 0) return { issues: [], warnings: [] };
  const synced = await syncTemplates(deps, channel);
  if (!synced.ok) {
    // Meta being away must not keep a merchant from saving; a send by a bad template still fails with a code.
    const message = `Meta could not be asked for the templates (${synced.code}): save the flow again later`;
    const unchecked = used.map(({ path }) => ({ path, code: 'template_not_checked', message }));
    const known = channel.templatesAt === null ? null : checkTemplates(used, await deps.templates.list(channel));
    return { issues: [], warnings: [...unchecked, ...(known ? [...known.issues, ...known.warnings] : [])] };
  }
  return checkTemplates(used, await deps.templates.list(channel));
}
