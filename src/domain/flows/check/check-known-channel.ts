import type { Channel } from '../../../db/channels';
import type { Template } from '../../../db/templates';
import type { Finding } from '../../../shared/failure';
import { checkTemplates } from './check-templates';
import type { Sketch } from './sketch';
import { templatesOf } from './templates-of';

/** What would keep a flow's messages from going, by what is known of its channel and templates; Meta is not asked. */
export function checkKnownChannel(
  sketch: Sketch,
  channel: Channel | undefined,
  templates: Pick<Template, 'name' | 'language' | 'status' | 'shape'>[],
): Finding[] {
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
  const { findings, warnings } = checkTemplates(used, templates);
  return [...findings, ...warnings];
}
