import { isJsonObject, type JsonObject, type JsonValue } from '../../../shared/json';
import type { ParsedFlow, ParsedStep } from './parse-flow';

/** A text that is rendered, or a condition; `step` is null for those of the flow itself, before a run begins. */
export type LiquidText = { at: string; text: string; step: number | null; condition: boolean };

/** Members of a step of which every string is rendered, and forms of messages, in which some are names. */
const RENDERED_MEMBERS = [
  'to',
  'text',
  'until',
  'note',
  'description',
  'object',
  'variables',
  'reply_to',
  'location',
  'reaction',
  'kind',
  'outcome',
];
const FORMS = ['template', 'fallback_template', 'buttons', 'list', 'media'];
const NAMES_IN_FORMS = ['id', 'name', 'language', 'kind'];

type LocatedText = { at: string; text: string };
const memberPointer = (at: string, name: string): string =>
  /[~/]/.test(name) ? `${at}/${name.replaceAll('~', '~0').replaceAll('/', '~1')}` : `${at}/${name}`;

/** Every string in a value with its JSON Pointer, but for what `skips` leaves out. */
export function stringsIn(
  value: JsonValue | undefined,
  at: string,
  skips: (name: string, value: JsonValue) => boolean = () => false,
): LocatedText[] {
  if (typeof value === 'string') return [{ at, text: value }];
  if (Array.isArray(value)) {
    return value.flatMap((each, i) => (skips('', each) ? [] : stringsIn(each, `${at}/${i}`, skips)));
  }
  if (!isJsonObject(value)) return [];
  return Object.entries(value).flatMap(([name, each]) =>
    skips(name, each) ? [] : stringsIn(each, memberPointer(at, name), skips),
  );
}

/** The strings of a form that are rendered. A button given as a text alone is its id. */
function textsOfForm(form: JsonValue, at: string): LocatedText[] {
  if (!isJsonObject(form)) return [];
  const { buttons, name, language, ...rest } = form;
  const isName = (name: string) => NAMES_IN_FORMS.includes(name);
  return [
    // Of the form itself, a template; further inside they name a parameter.
    ...stringsIn(name, `${at}/name`),
    ...stringsIn(language, `${at}/language`),
    ...stringsIn(rest, at, isName),
    ...stringsIn(buttons, `${at}/buttons`, (name, value) => (name === '' && typeof value === 'string') || isName(name)),
  ];
}

const conditionsOf = (raw: JsonObject, at: string): LocatedText[] =>
  (Array.isArray(raw.cases) ? raw.cases : []).flatMap((each, i) =>
    isJsonObject(each) && typeof each.when === 'string' ? [{ at: `${at}/cases/${i}/when`, text: each.when }] : [],
  );

/** Everything in a step that Liquid reads when the step is done. */
export function liquidOf({ raw, at, index }: ParsedStep): LiquidText[] {
  const texts = [
    ...RENDERED_MEMBERS.flatMap((name) => stringsIn(raw[name], `${at}/${name}`)),
    ...FORMS.flatMap((name) => textsOfForm(raw[name] ?? null, `${at}/${name}`)),
  ];
  return [
    ...texts.map((place) => ({ ...place, step: index, condition: false })),
    ...conditionsOf(raw, at).map((place) => ({ ...place, step: index, condition: true })),
  ];
}

/** The conditions of what starts and what ends a request. */
export function conditionsOfFlow({ raw: { trigger, cancel_on: cancelOn } }: ParsedFlow): LiquidText[] {
  const places = [
    { each: trigger, at: '/trigger' },
    ...(Array.isArray(cancelOn) ? cancelOn : []).map((each, i) => ({ each, at: `/cancel_on/${i}` })),
  ];
  return places.flatMap(({ each, at }) =>
    isJsonObject(each) && typeof each.when === 'string'
      ? [{ at: `${at}/when`, text: each.when, step: null, condition: true }]
      : [],
  );
}
