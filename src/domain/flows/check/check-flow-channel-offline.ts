import type { Channel } from '../../../db/channels/channels';
import type { Issue } from '../../../shared/errors/app-error';
import { checkTemplates, type ListedTemplate } from './check-templates';
import type { ParsedFlow } from './parse-flow';
import { templatesOf } from './templates-of';

/** Checks a flow's messages against the stored channel and templates, without calling Meta. */
export function checkFlowChannelOffline(
  parsedFlow: ParsedFlow,
  channel: Channel | undefined,
  templates: ListedTemplate[],
): Issue[] {
  const sends = parsedFlow.steps.some(({ kind }) => kind === 'send_message');
  if (!sends) return [];
  if (!channel) {
    const message = 'There is no such channel, or the flow names none and the account does not have exactly one';
    return [{ path: '/channel', code: 'channel_not_found', message }];
  }
  const used = templatesOf(parsedFlow);
  if (channel.templatesAt === null) {
    const message = 'The templates have not been read from Meta yet, so this one counts as marketing';
    return used.map(({ path }) => ({ path, code: 'template_not_checked', message }));
  }
  const { issues, warnings } = checkTemplates(used, templates);
  return [...issues, ...warnings];
}
