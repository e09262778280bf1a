import type { Template } from '../../../db/channels/templates';
import { invalidMember } from '../../../shared/validation/invalid-member';
import type { MessageInput } from '../send/message-input';

const MAX_PARAMETER = 1_024;

/** Returns the names of a template's parameters if a person can fill it in: no file in its header, no parameter in a URL. */
export function fillableParameters({ status, shape }: Template): string[] | null {
  const { header, body, buttons } = shape;
  const isText = header === null || header.format === 'text';
  if (status !== 'APPROVED' || !isText || buttons.some(({ parameters }) => parameters > 0)) return null;
  return [...(header?.parameters ?? []), ...body];
}

/**
 * Returns a template with the parameters that a person filled in: those of its header, then those of its body. Fails with
 * validation_failed.
 */
export function filledTemplate(
  { name, language, parameters }: { name: string; language: string; parameters: string[] },
  templates: Template[],
): NonNullable<MessageInput['template']> {
  const template = templates.find((each) => each.name === name && each.language === language);
  const names = template ? fillableParameters(template) : null;
  if (!template || !names) throw invalidMember('/template', 'unknown_template', 'This template cannot be sent');
  const filled = names.map((parameter, i) => {
    const text = (parameters[i] ?? '').trim();
    if (text === '' || text.length > MAX_PARAMETER)
      throw invalidMember(`/parameter_${i}`, 'too_small', 'Every parameter needs a text');
    return /^\d+$/.test(parameter) ? text : { name: parameter, text };
  });
  const inHeader = template.shape.header?.parameters.length ?? 0;
  const [header] = filled;
  return {
    name,
    language,
    ...(header !== undefined && inHeader > 0 ? { header } : {}),
    body: filled.slice(inHeader),
    buttons: [],
  };
}
