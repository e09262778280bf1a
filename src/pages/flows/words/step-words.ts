import type { ParsedStep } from '../../../domain/flows/check/parse-flow';
import { describeDuration } from '../../../domain/flows/setting-changes/describe-value';
import type { JsonObject, JsonValue } from '../../../shared/json/json';
import { listOrEmpty, objectOrEmpty, textOrEmpty } from '../../../shared/json/read-json';
import { outcomeTexts } from '../../requests/outcome-texts';
import type { FlowFacts } from './flow-facts';
import { flowNameOfKey } from './flow-name';
import { messageInWords, textInWords } from './text-words';
import { wordsTexts } from './words-texts';

/** A step as a merchant reads it: what it does, with what, and the buttons of its message. */
export type StepWords = { title: string; about: string; buttons: string[] };

/** Members of an update that only complete another one. */
const DETAILS = new Set(['address', 'instructions', 'marketing_consent_at', 'note']);

/** Returns what an update of an order or a parcel does, in words. */
export function updateInWords({ language }: Pick<FlowFacts, 'language'>, variables: JsonObject): string {
  const { updates: t, actions } = wordsTexts[language];
  const members = Object.entries(variables).filter(([name], _, all) => all.length === 1 || !DETAILS.has(name));
  const words = members.map(([name, value]: [string, JsonValue]): string => {
    if (name === 'tags') {
      return t.tags(
        listOrEmpty(value)
          .map((tag) => `«${textOrEmpty(tag)}»`)
          .join(', '),
      );
    }
    if (name === 'action') return actions[textOrEmpty(value)] ?? t.other;
    if (name === 'cod_confirmed' || name === 'marketing_consent') return t[name][value === true ? 'true' : 'false'];
    if (name === 'hold' || name === 'release_hold' || name === 'cancel') return t[name];
    if (name === 'shipping_address' || name === 'address_confirmed') return t[name];
    return t.other;
  });
  return [...new Set(words)].join(', ');
}

/** Returns a step in words. */
export function stepInWords(facts: FlowFacts, { kind, raw }: Pick<ParsedStep, 'kind' | 'raw'>): StepWords {
  const { language } = facts;
  const t = wordsTexts[language];
  const step = (title: string, about = '', buttons: string[] = []): StepWords => ({ title, about, buttons });
  switch (kind) {
    case 'get_object':
      return step(t.readsOrder, t.fromStore);
    case 'send_message': {
      const { text, buttons } = messageInWords(facts, raw);
      return step(t.message, text, buttons);
    }
    case 'wait_for_reply':
      return step(t.reply, t.upTo(describeDuration(textOrEmpty(raw.timeout), language)));
    case 'wait':
      return step(t.pause, typeof raw.for === 'string' ? describeDuration(raw.for, language) : t.untilThen);
    case 'branch':
      // What it decides is said by the ways that lead from it.
      return step(t.decision);
    case 'set':
      return step(t.note);
    case 'update_object':
      return step(
        objectOrEmpty(raw.object).type === 'shipment' ? t.courier : t.update,
        updateInWords(facts, objectOrEmpty(raw.variables)),
      );
    case 'charge':
      return step(t.charge, textInWords(facts, textOrEmpty(raw.description)));
    case 'hand_over':
      return step(t.person, textInWords(facts, textOrEmpty(raw.note)));
    case 'start_flow':
      return step(t.otherFlow, flowNameOfKey(language, textOrEmpty(raw.flow)));
    case 'end': {
      const outcome = textOrEmpty(raw.outcome);
      return step(t.end, outcomeTexts[language][outcome] ?? textInWords(facts, outcome));
    }
    default:
      return step(t.something);
  }
}
