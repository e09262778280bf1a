import { RE2JS } from 're2js';

const MOST_SIZE = 200;
/** A pattern costs its size times the length of the text; of usual size it takes the longest text that WhatsApp has. */
const MOST_WORK = 200_000;
const MOST_KEPT = 200;

type Pattern = { ok: true; fits(text: string): boolean } | { ok: false; message: string };

const kept = new Map<string, Pattern>();

function parse(source: string): Pattern {
  try {
    const pattern = RE2JS.compile(source);
    const size = pattern.programSize();
    if (size > MOST_SIZE) return { ok: false, message: 'the pattern repeats too much' };
    return { ok: true, fits: (text) => text.length * size <= MOST_WORK && pattern.matcher(text).find() };
  } catch (error) {
    return { ok: false, message: error instanceof Error ? error.message.slice(0, 200) : 'this is no pattern' };
  }
}

/**
 * Reads a regular expression in RE2's syntax, whose matching takes linear time whatever the text: what could backtrack, such
 * as `\1` or `(?=…)`, it does not have. A text that is too long for it fits no pattern; the latest 200 are kept.
 */
export function compilePattern(source: string): Pattern {
  const known = kept.get(source);
  if (known) return known;
  const pattern = parse(source);
  const oldest = kept.size >= MOST_KEPT ? kept.keys().next().value : undefined;
  if (oldest !== undefined) kept.delete(oldest);
  kept.set(source, pattern);
  return pattern;
}
