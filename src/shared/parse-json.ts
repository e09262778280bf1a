import type { JsonValue } from './json';
import { DEEPEST, nestsTooDeep } from './nests-too-deep';

export type JsonRefusal = {
  code: 'invalid_json' | 'duplicate_member' | 'too_deep' | 'forbidden_key' | 'number_out_of_range';
  /** JSON Pointer to where it is. */
  path: string;
};

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
