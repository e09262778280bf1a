import type { Template } from '../../db/templates';
import { templateButtons } from '../messages/template-text';
import type { ParsedFlow, ParsedStep } from './check/parse-flow';

/** What a customer of the flow can press: the plain id, and what stands on it where that is known. */
export type ReplyChoice = { kind: 'button' | 'list'; id: string; title: string };

type Listed = Pick<Template, 'name' | 'language' | 'components'>;

function offeredBy({ input: written }: ParsedStep, templates: Listed[]): ReplyChoice[] {
  if (written?.do === 'wait_for_reply') {
    return (written.cases ?? []).flatMap(({ button, list }): ReplyChoice[] => [
      ...(button === undefined ? [] : [{ kind: 'button' as const, id: button, title: button }]),
      ...(list === undefined ? [] : [{ kind: 'list' as const, id: list, title: list }]),
    ]);
  }
  if (written?.do !== 'send_message') return [];
  const ofTemplates = [written.template, written.fallback_template].flatMap((template): ReplyChoice[] => {
    const titles = templateButtons(
      templates.find(({ name, language }) => name === template?.name && language === template.language),
    );
    return (template?.buttons ?? []).flatMap((id, i) =>
      typeof id === 'string' ? [{ kind: 'button' as const, id, title: titles[i] || id }] : [],
    );
  });
  const buttons = (written.buttons?.buttons ?? []).map((each): ReplyChoice => {
    const { id, title } = typeof each === 'string' ? { id: each, title: each } : each;
    return { kind: 'button', id, title };
  });
  const rows = (written.list?.sections ?? []).flatMap((section) =>
    section.rows.map(({ id, title }): ReplyChoice => ({ kind: 'list', id, title })),
  );
  return [...ofTemplates, ...buttons, ...rows];
}

/** All that a customer can press in a flow, in the order of its steps, each id once. */
export function choicesOf({ steps }: ParsedFlow, templates: Listed[]): ReplyChoice[] {
  const sends = steps.filter(({ kind }) => kind === 'send_message');
  const waits = steps.filter(({ kind }) => kind === 'wait_for_reply');
  const byId = new Map<string, ReplyChoice>();
  for (const choice of [...sends, ...waits].flatMap((step) => offeredBy(step, templates))) {
    const key = `${choice.kind} ${choice.id}`;
    if (!byId.has(key)) byId.set(key, choice);
  }
  return [...byId.values()];
}
