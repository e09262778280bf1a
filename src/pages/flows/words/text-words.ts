import { fillTemplate, templateButtons, templatePart } from '../../../domain/messages/template-text';
import { isJsonObject, type JsonObject, type JsonValue } from '../../../shared/json/json';
import { objectOrEmpty, textOrEmpty } from '../../../shared/json/read-json';
import { type FlowFacts, labelOfSetting, settingNamed } from './flow-facts';
import { wordsTexts } from './words-texts';

const OUTPUT = /\{\{-?\s*([^}]*?)\s*-?\}\}/g;
const TAG = /\{%-?[^%]*-?%\}/g;

const ADDRESS_PART = /^\w+\.(?:shipping_address|address)\.(\w+)$/;
const REPLY_TEXT = /^\w+\.text$/;

/** Returns the words for what Liquid reads at a path; "…" for what has none. */
export function memberInWords(facts: FlowFacts, path: string): string {
  const { members, address, replyText, something } = wordsTexts[facts.language];
  if (Object.hasOwn(members, path)) return members[path] ?? something;
  const part = ADDRESS_PART.exec(path)?.[1];
  if (part !== undefined && Object.hasOwn(address, part)) return address[part] ?? something;
  if (REPLY_TEXT.test(path)) return replyText;
  const setting = /^settings\.(\w+)$/.exec(path)?.[1];
  if (setting === undefined) return something;
  return labelOfSetting(settingNamed(facts, setting), setting, facts.language);
}

/** Returns the words for an output: the value of a setting where it has a text, else the name of what stands there. */
function outputInWords(facts: FlowFacts, expression: string): string {
  const [path = '', ...filters] = expression.split('|').map((part) => part.trim());
  const name = /^settings\.(\w+)$/.exec(path)?.[1];
  const value = name === undefined ? undefined : facts.values[name];
  if (typeof value === 'string' && value !== '') return value;
  const other = filters.map((filter) => /^default:\s*([\w.]+)$/.exec(filter)?.[1]).find((each) => each !== undefined);
  return `[${memberInWords(facts, name !== undefined && other !== undefined ? other : path)}]`;
}

/** Returns a text of a flow without its Liquid: what is filled in stands in brackets. */
export const textInWords = (facts: FlowFacts, text: string): string =>
  text.replaceAll(TAG, '').replaceAll(OUTPUT, (_, expression: string) => outputInWords(facts, expression));

/** Returns a parameter of a template as a text. */
function parameterText(parameter: JsonValue): string {
  if (typeof parameter === 'string') return parameter;
  const { text, amount, fallback } = objectOrEmpty(parameter);
  return textOrEmpty(text) || textOrEmpty(amount) || textOrEmpty(fallback);
}

type MessageWords = { text: string; buttons: string[] };

function templateInWords(facts: FlowFacts, template: JsonObject): MessageWords {
  const listed = facts.templates.find(({ name, language }) => name === template.name && language === template.language);
  if (!listed) return { text: wordsTexts[facts.language].templateUnknown, buttons: [] };
  const body = Array.isArray(template.body) ? template.body : [];
  const parameters = body.map((parameter) => ({
    name: isJsonObject(parameter) ? textOrEmpty(parameter.name) || null : null,
    text: textInWords(facts, parameterText(parameter)),
  }));
  const text = fillTemplate(textOrEmpty(templatePart(listed, 'BODY').text), parameters);
  return { text, buttons: templateButtons(listed) };
}

/** Returns what a step sends, as the customer reads it, and the titles of its buttons or rows. */
export function messageInWords(facts: FlowFacts, raw: JsonObject): MessageWords {
  const { text, template, buttons, list, media, location, reaction } = raw;
  const kinds = wordsTexts[facts.language].messageOf;
  const words = (value: JsonValue | undefined): string => textInWords(facts, textOrEmpty(value));
  if (typeof text === 'string') return { text: words(text), buttons: [] };
  if (isJsonObject(buttons)) {
    const titles = Array.isArray(buttons.buttons) ? buttons.buttons : [];
    return {
      text: words(buttons.text),
      buttons: titles.map((each) => words(isJsonObject(each) ? each.title : each)),
    };
  }
  if (isJsonObject(list)) return { text: words(list.text), buttons: [words(list.button)] };
  if (isJsonObject(template)) return templateInWords(facts, template);
  if (isJsonObject(media)) {
    return { text: [kinds[textOrEmpty(media.kind)] ?? '', words(media.caption)].join(' ').trim(), buttons: [] };
  }
  return { text: (location ? kinds.location : reaction ? kinds.reaction : kinds.read) ?? '', buttons: [] };
}
