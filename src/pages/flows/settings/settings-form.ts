import { checkSettingValue } from '../../../domain/flows/settings/check-setting-value';
import { Setting } from '../../../domain/flows/settings/setting';
import type { Issue } from '../../../shared/errors/app-error';
import { canonicalJson, type JsonObject, type JsonValue } from '../../../shared/json/json';
import { listOrEmpty, objectOrEmpty, textOrEmpty } from '../../../shared/json/read-json';

/** A form repeats the lines of a setting of words; what is longer is refused before it is taken apart. */
const MAX_WORDS_LENGTH = 20_000;

export const fieldOf = (name: string, part = ''): string => `setting_${name}${part === '' ? '' : `.${part}`}`;

/** Returns the settings that a flow declares, by their names. */
export const declaredSettings = (definitions: JsonObject): [string, Setting][] =>
  Object.entries(definitions).flatMap(([name, declared]): [string, Setting][] => {
    const setting = Setting.safeParse(declared).data;
    return setting ? [[name, setting]] : [];
  });

function readDuration(count: string, unit: string): JsonValue {
  return count === '' ? null : `${count.replace(/^0+(?=\d)/, '')}${unit}`;
}

/** Reads a number as people of both languages write it: "2,5" or "2.5". */
function readNumber(text: string): JsonValue {
  if (text === '') return null;
  return /^-?\d{1,15}([.,]\d{1,6})?$/.test(text) ? Number(text.replace(',', '.')) : text;
}

function readWords(text: string): JsonValue {
  if (text.length > MAX_WORDS_LENGTH) return [text];
  const words = text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
  return words.length === 0 ? null : words;
}

/** Reads the value of one setting; null is no value, for which a flow takes the default. */
function readValue(form: URLSearchParams, name: string, setting: Setting): JsonValue {
  const field = (part = ''): string => form.get(fieldOf(name, part))?.trim() ?? '';
  switch (setting.type) {
    case 'duration':
      return readDuration(field('count'), field('unit'));
    case 'hours': {
      const days = form.getAll(fieldOf(name, 'days'));
      return days.length === 0 && field('from') === '' && field('to') === ''
        ? null
        : { days, from: field('from'), to: field('to') };
    }
    case 'words':
      return readWords(field());
    case 'boolean':
      return field() === 'true';
    case 'number':
      return readNumber(field());
    case 'text':
    case 'template_text':
      // An empty text is a value where the default is another text.
      return field() === '' && setting.default === undefined ? null : field();
    default:
      return field() === '' ? null : field();
  }
}

type GivenSettings = {
  /** The values that are no defaults, as a save takes them. */
  given: JsonObject;
  /** Paths are JSON Pointers into the values. */
  issues: Issue[];
};

/** Reads the settings of a flow from their form. */
export function readSettingsForm(form: URLSearchParams, definitions: JsonObject): GivenSettings {
  const given: JsonObject = {};
  const issues: Issue[] = [];
  for (const [name, setting] of declaredSettings(definitions)) {
    const value = readValue(form, name, setting);
    if (value === null || canonicalJson(value) === canonicalJson(setting.default ?? null)) continue;
    given[name] = value;
    issues.push(...checkSettingValue(setting, value, `/${name}`));
  }
  return { given, issues };
}

/** Returns the fields of the form for the saved values. */
export function formOfSettings(definitions: JsonObject, values: JsonObject): URLSearchParams {
  const form = new URLSearchParams();
  for (const [name, setting] of declaredSettings(definitions)) {
    const value = values[name] ?? null;
    if (setting.type === 'duration') {
      const [, count = '', unit = 'h'] = /^(\d+)([smhd])$/.exec(textOrEmpty(value)) ?? [];
      form.set(fieldOf(name, 'count'), count);
      form.set(fieldOf(name, 'unit'), unit);
    } else if (setting.type === 'hours') {
      const { days, from, to } = objectOrEmpty(value);
      for (const day of listOrEmpty(days)) form.append(fieldOf(name, 'days'), textOrEmpty(day));
      form.set(fieldOf(name, 'from'), textOrEmpty(from));
      form.set(fieldOf(name, 'to'), textOrEmpty(to));
    } else if (setting.type === 'words') {
      form.set(fieldOf(name), listOrEmpty(value).map(textOrEmpty).join('\n'));
    } else form.set(fieldOf(name), typeof value === 'object' ? '' : String(value));
  }
  return form;
}
