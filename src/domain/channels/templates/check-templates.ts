import type { z } from 'zod';
import type { Template as Listed } from '../../../db/templates';
import type { Finding } from '../../../shared/failure';
import type { Template } from '../../flows/message-forms';

/** A template as a flow sends it, with its JSON Pointer. */
export type UsedTemplate = { path: string; form: z.infer<typeof Template> };
type Known = Pick<Listed, 'name' | 'language' | 'status' | 'shape'>;

/** Meta's states in which nothing can be sent by a template, and those that may still become good. */
const NOT_YET = new Set(['PENDING', 'IN_APPEAL']);
const GOOD = new Set(['APPROVED', 'FLAGGED', 'REINSTATED']);

const some = (count: number): string => (count === 1 ? '1 parameter' : `${count} parameters`);

function checkHeader({ path, form: { header } }: UsedTemplate, { shape }: Known): Finding[] {
  const at = `${path}/header`;
  const wrong = (message: string): Finding[] => [{ path: at, code: 'template_header', message }];
  const takes = shape.header;
  if (!takes || (takes.format === 'text' && takes.parameters.length === 0)) {
    return header === undefined ? [] : wrong('The template takes no header parameter');
  }
  if (takes.format === 'text') {
    const text = typeof header === 'string' || (header !== undefined && 'text' in header);
    return text ? [] : wrong('The template needs a text for its header');
  }
  // What a template of tomorrow has as its header is Meta's to judge.
  if (!['image', 'video', 'document'].includes(takes.format)) return [];
  const given = typeof header === 'object' && 'kind' in header ? header.kind : null;
  return given === takes.format ? [] : wrong(`The template needs a header of kind ${takes.format}`);
}

function checkBody({ path, form: { body } }: UsedTemplate, { shape }: Known): Finding[] {
  const at = `${path}/body`;
  const named = shape.body.some((name) => !/^\d+$/.test(name));
  if (body.length !== shape.body.length) {
    const message = `The template takes ${some(shape.body.length)}, and ${body.length} are given`;
    return [{ path: at, code: 'template_parameters', message }];
  }
  return body.flatMap((parameter, i) => {
    const name = typeof parameter === 'object' && 'name' in parameter ? parameter.name : null;
    if (named ? name !== null && shape.body.includes(name) : name === null) return [];
    const message = named
      ? `The template names its parameters: give {"name", "text"} with one of ${shape.body.join(', ')}`
      : 'The template counts its parameters and has no names';
    return [{ path: `${at}/${i}`, code: 'template_parameters', message }];
  });
}

function checkButtons({ path, form: { buttons } }: UsedTemplate, { shape }: Known): Finding[] {
  const at = `${path}/buttons`;
  const needed = shape.buttons.flatMap(({ parameters }, i) =>
    parameters > 0 && (buttons[i] ?? null) === null ? [i] : [],
  );
  return [
    ...buttons.flatMap((button, i): Finding[] => {
      const takes = shape.buttons[i];
      if (!takes) return [{ path: `${at}/${i}`, code: 'template_buttons', message: 'The template has no such button' }];
      if (button === null) return [];
      const fits = typeof button === 'string' ? takes.type === 'quick_reply' : takes.parameters > 0;
      const message = `Button ${i + 1} of the template is of type ${takes.type} and does not take this`;
      return fits ? [] : [{ path: `${at}/${i}`, code: 'template_buttons', message }];
    }),
    ...needed.map((i) => ({
      path: at,
      code: 'template_buttons',
      message: `Button ${i + 1} of the template needs the end of its URL: {"url": "…"}`,
    })),
  ];
}

/**
 * Checks the templates that a flow uses against those that Meta lists: one that is not there or can't be sent, or that
 * takes other parameters, is a finding; one that Meta still judges is a warning.
 */
export function checkTemplates(all: UsedTemplate[], known: Known[]): { findings: Finding[]; warnings: Finding[] } {
  const findings: Finding[] = [];
  const warnings: Finding[] = [];
  for (const used of all) {
    const { path, form } = used;
    const same = known.filter(({ name }) => name === form.name);
    const template = same.find(({ language }) => language === form.language);
    if (!template) {
      const languages = same.map(({ language }) => language).join(', ');
      const message =
        same.length === 0
          ? `The WhatsApp Business Account has no template ${form.name}`
          : `The template ${form.name} is there in ${languages}, not in ${form.language}`;
      findings.push({
        path: same.length === 0 ? `${path}/name` : `${path}/language`,
        code: 'template_unknown',
        message,
      });
      continue;
    }
    const status = template.status.toUpperCase();
    if (!GOOD.has(status)) {
      const finding = {
        path: `${path}/name`,
        code: `template_${status.toLowerCase()}`,
        message: `Meta says that the template ${form.name} is ${status}`,
      };
      (NOT_YET.has(status) ? warnings : findings).push(finding);
    }
    findings.push(...checkHeader(used, template), ...checkBody(used, template), ...checkButtons(used, template));
  }
  return { findings, warnings };
}
