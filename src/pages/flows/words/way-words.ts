import type { Edge } from '../../../domain/flows/check/graph';
import type { ParsedStep } from '../../../domain/flows/check/parse-flow';
import { describeDuration } from '../../../domain/flows/setting-changes/describe-value';
import type { JsonObject } from '../../../shared/json/json';
import { listOrEmpty, objectOrEmpty, textOrEmpty } from '../../../shared/json/read-json';
import { conditionInWords } from './condition-words';
import type { FlowFacts } from './flow-facts';
import { wordsTexts } from './words-texts';

/** A case has up to 50 words; a merchant reads the first. */
const MAX_WORDS = 2;
const FILES: Record<string, 'photo' | 'audio'> = { image: 'photo', audio: 'audio', voice: 'audio' };

function caseOfReply(facts: FlowFacts, { button, list, text, pattern, kind, when }: JsonObject): string {
  const t = wordsTexts[facts.language];
  const id = textOrEmpty(button) || textOrEmpty(list);
  if (id !== '') return t.presses(facts.choices.find((choice) => choice.id === id)?.title ?? id);
  if (Array.isArray(text)) {
    const words = text.slice(0, MAX_WORDS).map((word) => `«${textOrEmpty(word)}»`);
    return t.says(words.join(', '), Math.max(text.length - MAX_WORDS, 0));
  }
  if (typeof pattern === 'string') return t.writesLike;
  if (typeof kind === 'string') return t[FILES[kind] ?? 'file'];
  return conditionInWords(facts, textOrEmpty(when));
}

function waysOfReply(facts: FlowFacts, raw: JsonObject, edge: Edge): string[] {
  const t = wordsTexts[facts.language].ways;
  const silence = t.silence(describeDuration(textOrEmpty(raw.timeout), facts.language));
  const other = listOrEmpty(raw.cases).length > 0 ? t.other : t.any;
  if (edge.way === 'goto') return [caseOfReply(facts, objectOrEmpty(listOrEmpty(raw.cases)[edge.case ?? 0]))];
  if (edge.way === 'on_timeout') return [silence];
  if (edge.way === 'otherwise') return [other];
  return [...(raw.otherwise === undefined ? [other] : []), ...(raw.on_timeout === undefined ? [silence] : [])];
}

/** Returns what leads from a step to another one, in words; nothing where the step always leads there. */
export function waysInWords(facts: FlowFacts, { kind, raw }: ParsedStep, edge: Edge): string[] {
  const t = wordsTexts[facts.language].ways;
  if (kind === 'wait_for_reply') return waysOfReply(facts, raw, edge);
  const chosen = objectOrEmpty(listOrEmpty(kind === 'hand_over' ? raw.choices : raw.cases)[edge.case ?? 0]);
  switch (edge.way) {
    case 'goto':
      return [kind === 'hand_over' ? textOrEmpty(chosen.label) : conditionInWords(facts, textOrEmpty(chosen.when))];
    case 'next':
      return kind === 'branch' ? [t.otherwise] : [];
    case 'on_timeout':
      return [t.nobody];
    case 'on_failed':
      return [kind === 'update_object' ? t.notTaken : t.notSent];
    case 'on_error':
      return [t.noStore];
    case 'on_not_found':
      return [t.notFound];
    case 'on_unverified':
      return [t.notWritten];
    default:
      return [t.otherwise];
  }
}
