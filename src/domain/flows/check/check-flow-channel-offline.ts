import type { Channel } from '../../../db/channels';
import type { Template } from '../../../db/templates';
import type { Issue } from '../../../shared/app-error';
import { checkTemplates } from './check-templates';
import type { ParsedFlow } from './parse-flow';
import { templatesOf } from './templates-of';

/** What would keep a flow's messages from going, by what is known of its channel and templates; Meta is not asked. */
export function checkFlowChannelOffline(
  sketch: ParsedFlow,
  channel: Channel | undefined,
  templates: Pick<Template, 'name' | 'language' | 'status' | 'shape'>[],
): Issue[] {
  const sends = sketch.steps.some(({ kind }) => kind === 'send_message');
  if (!sends) return [];
  if (!channel) {
    const message = 'There is no such channel, or the account has none or several and the flow names none';
    return [{ path: '/channel', code: 'channel_not_found', message }];
  }
  const used = templatesOf(sketch);
  if (channel.templatesAt === null) {
    const message = 'The templates have not been read from Meta yet, so this one counts as marketing';
    return used.map(({ path }) => ({ path, code: 'template_not_checked', message }));
  }
  const { issues, warnings } = checkTemplates(used, templates);
  return [...issues, ...warnings];
}
