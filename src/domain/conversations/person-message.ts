import type { Template } from '../../db/templates';
import { invalidMember } from '../../shared/invalid-member';
import type { OutgoingMessage, TemplateParameter } from '../messages/outgoing-message';

/** What a person sends. The parameters of a template are those of its header, then those of its body. */
export type PersonContent =
  | { text: string }
  | { template: { name: string; language: string; parameters: string[] } }
  | { media: { kind: 'image' | 'document'; mediaId: string; filename: string | null; caption: string | null } };

const MAX_TEXT = 4_096;
const MAX_PARAMETER = 1_024;

/** Returns the names of a template's parameters if a person can fill it in: no file in its header, no parameter in a URL. */
export function fillableParameters({ status, shape }: Template): string[] | null {
  const { header, body, buttons } = shape;
  const isText = header === null || header.format === 'text';
  if (status !== 'APPROVED' || !isText || buttons.some(({ parameters }) => parameters > 0)) return null;
  return [...(header?.parameters ?? []), ...body];
}

const parameterOf = (name: string, text: string): Extract<TemplateParameter, { type: 'text' }> => ({
  type: 'text',
  text,
  name: /^\d+$/.test(name) ? null : name,
});

function templateMessage(
  { name, language, parameters }: Extract<PersonContent, { template: unknown }>['template'],
  templates: Template[],
): OutgoingMessage {
  const template = templates.find((each) => each.name === name && each.language === language);
  const names = template ? fillableParameters(template) : null;
  if (!template || !names) throw invalidMember('/template', 'unknown_template', 'This template cannot be sent');
  const filled = names.map((parameter, i) => {
    const text = (parameters[i] ?? '').trim();
    if (text === '' || text.length > MAX_PARAMETER)
      throw invalidMember(`/parameter_${i}`, 'too_small', 'Every parameter needs a text');
    return parameterOf(parameter, text);
  });
  const inHeader = template.shape.header?.parameters.length ?? 0;
  return {
    kind: 'template',
    name,
    language,
    header: filled[0] && inHeader > 0 ? filled[0] : null,
    body: filled.slice(inHeader),
    buttons: [],
  };
}

/** Returns the message to send. `templates` are those of the number's account. Fails with validation_failed. */
export function personMessage(content: PersonContent, templates: Template[]): OutgoingMessage {
  if ('template' in content) return templateMessage(content.template, templates);
  if ('media' in content) {
    const { kind, mediaId, filename, caption } = content.media;
    return { kind, source: { mediaId }, caption, filename: kind === 'document' ? filename : null };
  }
  const text = content.text.trim();
  if (text === '') throw invalidMember('/text', 'too_small', 'The message needs a text');
  if (text.length > MAX_TEXT) throw invalidMember('/text', 'too_big', `A text has at most ${MAX_TEXT} characters`);
  return { kind: 'text', text };
}
