import type { z } from 'zod';
import type { Template as Listed } from '../../../db/channels/templates';
import type { Issue } from '../../../shared/errors/app-error';
import { PENDING_TEMPLATE_STATUSES, SENDABLE_TEMPLATE_STATUSES } from '../../../shared/messages/template-statuses';
import { hasLiquid } from '../../liquid/compile';
import type { TemplateForm } from '../steps/send-message/message-forms';

/** A template as a flow uses it, with its JSON Pointer. */
export type UsedTemplate = { path: string; form: z.infer<typeof TemplateForm> };
export type ListedTemplate = Pick<Listed, 'name' | 'language' | 'status' | 'shape'> &
  Partial<Pick<Listed, 'category' | 'previousCategory' | 'announcedCategory'>>;

const parameterCount = (count: number): string => (count === 1 ? '1 parameter' : `${count} parameters`);

function checkHeader({ path, form: { header } }: UsedTemplate, { shape }: ListedTemplate): Issue[] {
  const at = `${path}/header`;
  const issue = (message: string): Issue[] => [{ path: at, code: 'template_header', message }];
  const takes = shape.header;
  if (!takes || (takes.format === 'text' && takes.parameters.length === 0)) {
    return header === undefined ? [] : issue('The template takes no header parameter');
  }
  if (takes.format === 'text') {
    const text = typeof header === 'string' || (header !== undefined && 'text' in header);
    return text ? [] : issue('The template needs a text for its header');
  }
  // A header format that Meta adds later is not checked.
  if (!['image', 'video', 'document'].includes(takes.format)) return [];
  const headerKind = typeof header === 'object' && 'kind' in header ? header.kind : null;
  return headerKind === takes.format ? [] : issue(`The template needs a header of kind ${takes.format}`);
}

function checkBody({ path, form: { body } }: UsedTemplate, { shape }: ListedTemplate): Issue[] {
  const at = `${path}/body`;
  const isNamed = shape.body.some((name) => !/^\d+$/.test(name));
  if (body.length !== shape.body.length) {
    const message = `The template takes ${parameterCount(shape.body.length)}, not ${body.length}`;
    return [{ path: at, code: 'template_parameters', message }];
  }
  return body.flatMap((parameter, i) => {
    const name = typeof parameter === 'object' && 'name' in parameter ? parameter.name : null;
    if (isNamed ? name !== null && shape.body.includes(name) : name === null) return [];
    const message = isNamed
      ? `The template has named parameters: give {"name", "text"} with one of ${shape.body.join(', ')}`
      : 'The template has numbered parameters: give no name';
    return [{ path: `${at}/${i}`, code: 'template_parameters', message }];
  });
}

function checkButtons({ path, form: { buttons } }: UsedTemplate, { shape }: ListedTemplate): Issue[] {
  const at = `${path}/buttons`;
  const needed = shape.buttons.flatMap(({ parameters }, i) =>
    parameters > 0 && (buttons[i] ?? null) === null ? [i] : [],
  );
  return [
    ...buttons.flatMap((button, i): Issue[] => {
      const takes = shape.buttons[i];
      if (!takes) return [{ path: `${at}/${i}`, code: 'template_buttons', message: 'The template has no such button' }];
      if (button === null) return [];
      const fits = typeof button === 'string' ? takes.type === 'quick_reply' : takes.parameters > 0;
      const message = `Button ${i + 1} of the template has the type ${takes.type} and does not take this`;
      return fits ? [] : [{ path: `${at}/${i}`, code: 'template_buttons', message }];
    }),
    ...needed.map((i) => ({
      path: at,
      code: 'template_buttons',
      message: `Button ${i + 1} of the template needs the end of its URL: {"url": "…"}`,
    })),
  ];
}

type CheckResult = { issues: Issue[]; warnings: Issue[] };

/** Warns of a template that Meta has made marketing, or is going to: it costs more, and fewer customers may get it. */
function recategorised({ path, form }: UsedTemplate, template: ListedTemplate): Issue[] {
  const { category = '', previousCategory = null, announcedCategory = null } = template;
  const hasBecome = previousCategory !== null && category === 'MARKETING';
  if (!hasBecome && announcedCategory !== 'MARKETING') return [];
  const message = hasBecome
    ? `Meta has moved the template ${form.name} to MARKETING: it costs more, and who refuses marketing does not get it`
    : `Meta is going to move the template ${form.name} to MARKETING: write it about the order alone, or expect its price`;
  return [{ path: `${path}/name`, code: 'template_recategorised', message }];
}

/** Checks a use of a template; one that Meta still reviews is a warning. */
function checkTemplate(used: UsedTemplate, template: ListedTemplate): CheckResult {
  const status = template.status.toUpperCase();
  const state = {
    path: `${used.path}/name`,
    code: `template_${status.toLowerCase()}`,
    message: `The template ${template.name} has the status ${status} at Meta`,
  };
  return {
    issues: [
      ...(SENDABLE_TEMPLATE_STATUSES.includes(status) || PENDING_TEMPLATE_STATUSES.includes(status) ? [] : [state]),
      ...checkHeader(used, template),
      ...checkBody(used, template),
      ...checkButtons(used, template),
    ],
    warnings: [...(PENDING_TEMPLATE_STATUSES.includes(status) ? [state] : []), ...recategorised(used, template)],
  };
}

/** Checks a template whose language only the run knows: one language must fit, issues of the others are warnings. */
function checkLanguages(used: UsedTemplate, same: ListedTemplate[]): CheckResult {
  const each = same.map((template) => checkTemplate(used, template));
  const fitting = each.find(({ issues }) => issues.length === 0);
  const [first = { issues: [], warnings: [] }] = each;
  if (!fitting) return first;
  return { issues: [], warnings: each.flatMap(({ issues, warnings }) => [...issues, ...warnings]) };
}

function checkUsedTemplate(used: UsedTemplate, listed: ListedTemplate[]): CheckResult {
  const { path, form } = used;
  // Only the run knows which template it is.
  if (hasLiquid(form.name)) return { issues: [], warnings: [] };
  const same = listed.filter(({ name }) => name === form.name);
  if (same.length > 0 && hasLiquid(form.language)) return checkLanguages(used, same);
  const template = same.find(({ language }) => language === form.language);
  if (template) return checkTemplate(used, template);
  const languages = same.map(({ language }) => language).join(', ');
  const message =
    same.length === 0
      ? `The WhatsApp Business Account has no template ${form.name}`
      : `The template ${form.name} exists in ${languages}, not in ${form.language}`;
  const at = same.length === 0 ? `${path}/name` : `${path}/language`;
  return { issues: [{ path: at, code: 'template_unknown', message }], warnings: [] };
}

/**
 * Checks the templates that a flow uses against those that Meta lists. One that does not exist, cannot be sent or takes other
 * parameters is an issue; one that Meta still reviews is a warning.
 */
export function checkTemplates(all: UsedTemplate[], listed: ListedTemplate[]): CheckResult {
  const each = all.map((used) => checkUsedTemplate(used, listed));
  return {
    issues: each.flatMap(({ issues }) => issues),
    warnings: each.flatMap(({ warnings }) => warnings),
  };
}
