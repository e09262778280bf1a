import type { JsonValue } from './json';

export type JsonRefusal = {
  code: 'invalid_json' | 'duplicate_member' | 'too_deep' | 'forbidden_key' | 'number_out_of_range';
  /** JSON Pointer to where it is. */
  path: string;
};

const DEEPEST = 64;
const TOKEN = /\s*([{}[\],:]|"(?:[^"\\]|\\.)*"|-?\d[\d.eE+-]*|true|false|null)/y;

type Level = { keys: Set<string> | null; key: string | number };

const pointer = (levels: Level[]): string =>
  levels.map(({ key }) => `/${String(key).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');

/**
 * Finds what JSON.parse lets pass in silence: members given twice, `__proto__`, numbers past a double's range (1e999),
 * NUL characters and nesting over 64. The text must be JSON already. One pass, no recursion.
 */
function findHidden(text: string): JsonRefusal | null {
  const levels: Level[] = [];
  let expectsKey = false;
  TOKEN.lastIndex = 0;
  for (let match = TOKEN.exec(text); match !== null; match = TOKEN.exec(text)) {
    const token = match[1] ?? '';
    const level = levels.at(-1);
    if (token === '{' || token === '[') {
      if (levels.length === DEEPEST) return { code: 'too_deep', path: pointer(levels) };
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
      if (string.includes('\0') || !string.isWellFormed()) return { code: 'invalid_json', path: pointer(levels) };
    } else if (/^[-\d]/.test(token) && !Number.isFinite(Number(token))) {
      return { code: 'number_out_of_range', path: pointer(levels) };
    }
  }
  return null;
}

/** How deep a text nests, counted without parsing it: JSON.parse itself overflows on hostile depths in some engines. */
function nestsTooDeep(text: string): boolean {
  let depth = 0;
  let inString = false;
  for (let i = 0; i < text.length; i += 1) {
    const character = text[i];
    if (inString) {
      if (character === '\\') i += 1;
      else if (character === '"') inString = false;
    } else if (character === '"') inString = true;
    else if (character === '{' || character === '[') {
      depth += 1;
      if (depth > DEEPEST) return true;
    } else if (character === '}' || character === ']') depth -= 1;
  }
  return false;
}

/** Parses JSON that comes from outside, and refuses what would be read otherwise by somebody else. */
export function parseJson(text: string): { ok: true; value: JsonValue } | ({ ok: false } & JsonRefusal) {
  if (nestsTooDeep(text)) return { ok: false, code: 'too_deep', path: '' };
  let value: JsonValue;
  try {
    value = JSON.parse(text) as JsonValue;
  } catch {
    return { ok: false, code: 'invalid_json', path: '' };
  }
  const hidden = findHidden(text);
  return hidden ? { ok: false, ...hidden } : { ok: true, value };
}
