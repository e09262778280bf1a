import type { Issue } from '../../../shared/app-error';
import { canonicalJson } from '../../../shared/json';
import { REPLY_KINDS } from '../../messages/answering-kinds';
import { normalizeText } from '../../words/normalize-text';
import { type Graph, reachableFrom } from './graph';
import type { ParsedFlow, StepInput, StepInputOf } from './parse-flow';

type ReplyCase = NonNullable<StepInputOf<'wait_for_reply'>['cases']>[number];

const never = (path: string, message: string): Issue => ({ path, code: 'case_never_reached', message });

/** Cases of a branch that ask what a case before has asked. */
function checkBranch({ cases }: StepInputOf<'branch'>, at: string): Issue[] {
  const seen = new Set<string>();
  return cases.flatMap(({ when }, i) => {
    const condition = when.replaceAll(/\s+/g, ' ').trim();
    if (seen.has(condition))
      return [never(`${at}/cases/${i}`, 'A case before has the same condition: take one of them out')];
    seen.add(condition);
    return [];
  });
}

/** Cases of a wait that no reply can come to, since one before takes it. */
function checkReplyCases(cases: ReplyCase[], at: string): Issue[] {
  /** What is taken by a case that has this one test alone. */
  const taken = new Set<string>();
  const same = new Set<string>();
  return cases.flatMap(({ goto: _, ...tests }, i) => {
    const each = Object.entries<unknown>(tests).filter(([, test]) => test !== undefined);
    const wordsOf = (name: string, test: unknown): string[] =>
      name === 'text' ? (test as string[]).map((words) => `text ${normalizeText(words)}`) : [`${name} ${String(test)}`];
    const whole = canonicalJson(tests);
    const covered = each.some(([name, test]) => wordsOf(name, test).every((words) => taken.has(words)));
    const known = covered || same.has(whole);
    same.add(whole);
    const [only] = each;
    if (only && each.length === 1) for (const words of wordsOf(...only)) taken.add(words);
    if (known) return [never(`${at}/cases/${i}`, 'A case before takes every such reply: take one of them out')];
    const { button, list, kind } = tests;
    if (button !== undefined && list !== undefined)
      return [never(`${at}/cases/${i}`, 'No reply is both a button and a row of a list: make two cases of it')];
    const kinds = button !== undefined ? ['button', 'interactive'] : list !== undefined ? ['interactive'] : null;
    if (kinds === null || kind === undefined || kinds.includes(kind) || !REPLY_KINDS.includes(kind)) return [];
    return [never(`${at}/cases/${i}`, `A choice is of the kind ${kinds.join(' or ')}: take the kind out`)];
  });
}

type Offers = { button: string[]; list: string[] };

/** What a message lets the customer choose; null where that is not known. */
function offersOf(step: StepInput | null): Offers | null {
  if (step?.do !== 'send_message') return { button: [], list: [] };
  const templates = [step.template, step.fallback_template].flatMap((template) => template ?? []);
  // A quick reply without an id of ours answers with its text.
  if (templates.some(({ buttons }) => !buttons?.some((button) => typeof button === 'string'))) return null;
  const idOf = (button: string | { id: string }) => (typeof button === 'string' ? button : button.id);
  return {
    button: [
      ...templates.flatMap(({ buttons = [] }) => buttons.filter((button) => typeof button === 'string')),
      ...(step.buttons?.buttons.map(idOf) ?? []),
    ],
    list: step.list?.sections.flatMap(({ rows }) => rows.map(({ id }) => id)) ?? [],
  };
}

/** Buttons and rows that a wait asks for and that no message before it can have offered. */
function checkOffers({ steps, raw }: ParsedFlow, graph: Graph): Issue[] {
  const trigger = raw.trigger as { on?: unknown } | undefined;
  // The message that began it may answer anything that was ever sent.
  if (trigger?.on === 'message.received' || steps.some(({ input: written }) => written === null)) return [];
  const offers = steps.map(({ input: written }) => offersOf(written));
  const offered = { button: new Map<string, Set<number>>(), list: new Map<string, Set<number>>() };
  const unknown = reachableFrom(
    graph,
    steps.filter(({ index }) => offers[index] === null).map(({ index }) => index),
  );
  /** The steps that come after some message with this choice. */
  const after = (kind: 'button' | 'list', id: string): Set<number> => {
    const known = offered[kind].get(id);
    if (known) return known;
    const sends = steps.filter(({ index }) => offers[index]?.[kind].includes(id)).map(({ index }) => index);
    const reachable = reachableFrom(graph, sends);
    offered[kind].set(id, reachable);
    return reachable;
  };
  return steps.flatMap(({ input: written, index, at }) => {
    if (written?.do !== 'wait_for_reply' || unknown.has(index)) return [];
    return (written.cases ?? []).flatMap((each, i) =>
      (['button', 'list'] as const).flatMap((kind): Issue[] => {
        const id = each[kind];
        if (id === undefined || after(kind, id).has(index)) return [];
        const message = `No message before this wait offers ${kind === 'button' ? 'a button' : 'a row'} ${id}`;
        return [{ path: `${at}/cases/${i}/${kind}`, code: 'choice_not_offered', message }];
      }),
    );
  });
}

/** Cases that can never be taken; a choice that no message offers is a warning, as an older message may have had it. */
export function checkCases(sketch: ParsedFlow, graph: Graph): { issues: Issue[]; warnings: Issue[] } {
  const issues = sketch.steps.flatMap(({ input: written, at }) => {
    if (written?.do === 'branch') return checkBranch(written, at);
    return written?.do === 'wait_for_reply' ? checkReplyCases(written.cases ?? [], at) : [];
  });
  return { issues, warnings: checkOffers(sketch, graph) };
}
