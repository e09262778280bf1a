import type { Template } from '../../db/channels/templates';
import { templateButtons } from '../messages/template-text';
import type { ParsedFlow, ParsedStep } from './check/parse-flow';

/** A button or row that a customer can choose; `title` is the id where the title is not known. */
export type ReplyChoice = { kind: 'button' | 'list'; id: string; title: string };

type ListedTemplate = Pick<Template, 'name' | 'language' | 'components'>;

function choicesOfStep({ input }: ParsedStep, templates: ListedTemplate[]): ReplyChoice[] {
  if (input?.do === 'wait_for_reply') {
    return (input.cases ?? []).flatMap(({ button, list }): ReplyChoice[] => [
      ...(button === undefined ? [] : [{ kind: 'button' as const, id: button, title: button }]),
      ...(list === undefined ? [] : [{ kind: 'list' as const, id: list, title: list }]),
    ]);
  }
  if (input?.do !== 'send_message') return [];
  const ofTemplates = [input.template, input.fallback_template].flatMap((template): ReplyChoice[] => {
    const titles = templateButtons(
      templates.find(({ name, language }) => name === template?.name && language === template.language),
    );
    return (template?.buttons ?? []).flatMap((id, i) =>
      typeof id === 'string' ? [{ kind: 'button' as const, id, title: titles[i] || id }] : [],
    );
  });
  const buttons = (input.buttons?.buttons ?? []).map((each): ReplyChoice => {
    const { id, title } = typeof each === 'string' ? { id: each, title: each } : each;
    return { kind: 'button', id, title };
  });
  const rows = (input.list?.sections ?? []).flatMap((section) =>
    section.rows.map(({ id, title }): ReplyChoice => ({ kind: 'list', id, title })),
  );
  return [...ofTemplates, ...buttons, ...rows];
}

/** Returns the choices of a flow, those of messages first, each id once. */
export function choicesOf({ steps }: ParsedFlow, templates: ListedTemplate[]): ReplyChoice[] {
  const sends = steps.filter(({ kind }) => kind === 'send_message');
  const waits = steps.filter(({ kind }) => kind === 'wait_for_reply');
  const byId = new Map<string, ReplyChoice>();
  for (const choice of [...sends, ...waits].flatMap((step) => choicesOfStep(step, templates))) {
    const key = `${choice.kind} ${choice.id}`;
    if (!byId.has(key)) byId.set(key, choice);
  }
  return [...byId.values()];
}
