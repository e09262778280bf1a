import type { z } from 'zod';
import type { Template as Listed } from '../../../db/templates';
import type { Finding } from '../../../shared/failure';
import { hasLiquid } from '../../liquid/compile';
import type { Template } from '../steps/send-message/message-forms';

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

type Told = { findings: Finding[]; warnings: Finding[] };

/** What is wrong with sending by this template: one that Meta still judges is a warning. */
function checkOne(used: UsedTemplate, template: Known): Told {
  const status = template.status.toUpperCase();
  const state = {
    path: `${used.path}/name`,
    code: `template_${status.toLowerCase()}`,
    message: `Meta says that the template ${template.name} is ${status}`,
  };
  return {
    findings: [
      ...(GOOD.has(status) || NOT_YET.has(status) ? [] : [state]),
      ...checkHeader(used, template),
      ...checkBody(used, template),
      ...checkButtons(used, template),
    ],
    warnings: NOT_YET.has(status) ? [state] : [],
  };
}

/** Where only the run knows the language it is enough that one fits: what is wrong with the others is a warning. */
function checkLanguages(used: UsedTemplate, same: Known[]): Told {
  const each = same.map((template) => checkOne(used, template));
  const fitting = each.find(({ findings }) => findings.length === 0);
  const [first = { findings: [], warnings: [] }] = each;
  if (!fitting) return first;
  return { findings: [], warnings: each.flatMap(({ findings, warnings }) => [...findings, ...warnings]) };
}

function checkUsed(used: UsedTemplate, known: Known[]): Told {
  const { path, form } = used;
  // Which template it is only the run knows.
  if (hasLiquid(form.name)) return { findings: [], warnings: [] };
  const same = known.filter(({ name }) => name === form.name);
  if (same.length > 0 && hasLiquid(form.language)) return checkLanguages(used, same);
  const template = same.find(({ language }) => language === form.language);
  if (template) return checkOne(used, template);
  const languages = same.map(({ language }) => language).join(', ');
  const message =
    same.length === 0
      ? `The WhatsApp Business Account has no template ${form.name}`
      : `The template ${form.name} is there in ${languages}, not in ${form.language}`;
  const at = same.length === 0 ? `${path}/name` : `${path}/language`;
  return { findings: [{ path: at, code: 'template_unknown', message }], warnings: [] };
}

/**
 * Checks the templates that a flow uses against those that Meta lists: one that is not there or can't be sent, or that
 * takes other parameters, is a finding; one that Meta still judges is a warning.
 */
export function checkTemplates(all: UsedTemplate[], known: Known[]): Told {
  const each = all.map((used) => checkUsed(used, known));
  return {
    findings: each.flatMap(({ findings }) => findings),
    warnings: each.flatMap(({ warnings }) => warnings),
  };
}
