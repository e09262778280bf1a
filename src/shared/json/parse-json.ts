import { repairText } from '../text/repair-text';
import { isJsonObject, type JsonValue } from './json';
import { exceedsMaxDepth, MAX_JSON_DEPTH } from './json-depth';
import { parseExactJson } from './parse-exact-json';

export type JsonParseError = {
  code: 'invalid_json' | 'duplicate_member' | 'too_deep' | 'forbidden_key' | 'number_out_of_range';
  /** JSON Pointer to the error. */
  path: string;
};

const TOKEN = /\s*([{}[\],:]|"(?:[^"\\]|\\.)*"|-?\d[\d.eE+-]*|true|false|null)/y;

type Level = { keys: Set<string> | null; key: string | number };

const pointer = (levels: Level[]): string =>
  levels.map(({ key }) => `/${String(key).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');

/**
 * Finds the first problem that JSON.parse accepts silently: duplicate members, `__proto__`, numbers beyond a double's range (1e999), nesting
 * over 64, and texts that need repair. The text must be valid JSON. One pass, no recursion.
 */
function findViolation(text: string, isTextRefused: (text: string) => boolean): JsonParseError | null {
  const levels: Level[] = [];
  let expectsKey = false;
  TOKEN.lastIndex = 0;
  for (let match = TOKEN.exec(text); match !== null; match = TOKEN.exec(text)) {
    const token = match[1] ?? '';
    const level = levels.at(-1);
    if (token === '{' || token === '[') {
      if (levels.length === MAX_JSON_DEPTH) return { code: 'too_deep', path: pointer(levels) };
      levels.push(token === '{' ? { keys: new Set(), key: '' } : { keys: null, key: 0 });
      expectsKey = token === '{';
    } else if (token === '}' || token === ']') {
      levels.pop();
      expectsKey = false;
    } else if (token === ',') {
      expectsKey = level?.keys != null;
      if (level && typeof level.key === 'number') level.key += 1;
    } else if (token.startsWith('"')) {
      const string = JSON.parse(token) as string;
      if (expectsKey && level?.keys) {
        level.key = string;
        if (string === '__proto__') return { code: 'forbidden_key', path: pointer(levels) };
        if (level.keys.has(string)) return { code: 'duplicate_member', path: pointer(levels) };
        level.keys.add(string);
        expectsKey = false;
      }
      if (isTextRefused(string)) return { code: 'invalid_json', path: pointer(levels) };
    } else if (/^[-\d]/.test(token) && !Number.isFinite(Number(token))) {
      return { code: 'number_out_of_range', path: pointer(levels) };
    }
  }
  return null;
}

type JsonParseResult = { ok: true; value: JsonValue } | ({ ok: false } & JsonParseError);

function parse(text: string, isTextRefused: (text: string) => boolean): JsonParseResult {
  if (exceedsMaxDepth(text)) return { ok: false, code: 'too_deep', path: '' };
  let value: JsonValue;
  try {
    value = parseExactJson(text);
  } catch {
    return { ok: false, code: 'invalid_json', path: '' };
  }
  const hidden = findViolation(text, isTextRefused);
  return hidden ? { ok: false, ...hidden } : { ok: true, value };
}

/**
 * Parses the JSON of an API call, and rejects what another parser could read differently. An integer above 2^53 becomes a
 * text of its digits.
 */
export const parseJson = (text: string): JsonParseResult => parse(text, (string) => repairText(string) !== string);

/** Matches an escaped NUL or surrogate. It also matches escaped whole pairs, which `repair` leaves unchanged. */
const BROKEN_TEXT_ESCAPE = /\\u(?:0000|d[89a-f])/i;

function repair(value: JsonValue): JsonValue {
  if (typeof value === 'string') return repairText(value);
  if (Array.isArray(value)) return value.map(repair);
  if (!isJsonObject(value)) return value;
  const members = Object.entries(value).map(([name, member]) => [repairText(name), repair(member)] as const);
  return Object.fromEntries(members.filter(([name]) => name !== '__proto__'));
}

/** Parses a shop's response like `parseJson`, but repairs a text that contains NUL or half an emoji. */
export function parseLenientJson(text: string): JsonParseResult {
  const parsed = parse(text, () => false);
  return parsed.ok && BROKEN_TEXT_ESCAPE.test(text) ? { ok: true, value: repair(parsed.value) } : parsed;
}
