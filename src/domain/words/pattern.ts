import { RE2JS } from 're2js';
import { boundedCache } from '../../shared/lazy/bounded-cache';

const MAX_PROGRAM_SIZE = 200;
/** Matching costs the pattern's size times the text's length. A usual pattern stays below for WhatsApp's longest text. */
const MAX_MATCH_COST = 200_000;
const MAX_CACHED = 200;

type Pattern = { ok: true; matches(text: string): boolean } | { ok: false; message: string };

const cache = boundedCache<string, Pattern>(MAX_CACHED);

function parse(source: string): Pattern {
  try {
    const pattern = RE2JS.compile(source);
    const size = pattern.programSize();
    if (size > MAX_PROGRAM_SIZE) return { ok: false, message: 'the pattern repeats too much' };
    return { ok: true, matches: (text) => text.length * size <= MAX_MATCH_COST && pattern.matcher(text).find() };
  } catch (error) {
    return { ok: false, message: error instanceof Error ? error.message.slice(0, 200) : 'this is not a pattern' };
  }
}

/**
 * Compiles a regular expression in RE2's syntax, which matches in linear time: it has no `\1` or `(?=…)`, which backtrack.
 * Never matches a text that is too long for it. Caches the latest 200.
 */
export function compilePattern(source: string): Pattern {
  return cache.getOrCreate(source, () => parse(source));
}
