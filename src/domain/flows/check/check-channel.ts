import type { Finding } from '../../../shared/failure';
import { channelFor } from '../../channels/channel-for';
import { syncTemplates } from '../../channels/templates/sync-templates';
import type { Deps } from '../../ports';
import { checkTemplates } from './check-templates';
import type { Sketch } from './sketch';
import { templatesOf } from './templates-of';

type Told = { findings: Finding[]; warnings: Finding[] };

function noChannel(channelId: string | undefined, firstSend: string | undefined): Told {
  if (channelId !== undefined) {
    const message = `There is no channel ${channelId}: name one of GET /v1/channels`;
    return { findings: [{ path: '/channel', code: 'channel_not_found', message }], warnings: [] };
  }
  if (firstSend === undefined) return { findings: [], warnings: [] };
  // It can be made, or the others deleted, before the flow runs; until then its messages fail with the same code.
  const message = 'The account does not have exactly one channel: name one, or no message of this flow can go';
  return { findings: [], warnings: [{ path: firstSend, code: 'channel_not_found', message }] };
}

/** What only the account and Meta know: whether the channel is there, and its templates are as the flow uses them. */
export async function checkChannel(deps: Deps, accountId: string, sketch: Sketch): Promise<Told> {
  const { raw, steps } = sketch;
  const channelId = typeof raw.channel === 'string' ? raw.channel : undefined;
  const channel = await channelFor(deps, { accountId, channelId });
  if (!channel) return noChannel(channelId, steps.find(({ kind }) => kind === 'send_message')?.at);
  const used = templatesOf(sketch);
  if (used.length === 0) return { findings: [], warnings: [] };
  const synced = await syncTemplates(deps, channel);
  if (!synced.ok) {
    // Meta being away must not keep a merchant from saving; a send by a bad template still fails with a code.
    const message = `Meta could not be asked for the templates (${synced.code}): save the flow again later`;
    const unchecked = used.map(({ path }) => ({ path, code: 'template_not_checked', message }));
    const known = channel.templatesAt === null ? null : checkTemplates(used, await deps.templates.list(channel));
    return { findings: [], warnings: [...unchecked, ...(known ? [...known.findings, ...known.warnings] : [])] };
  }
  return checkTemplates(used, await deps.templates.list(channel));
}
