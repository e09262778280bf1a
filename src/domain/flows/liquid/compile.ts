import type { Template } from 'liquidjs';
import { BLOCK_TAGS, engine } from './engine';

/** flows.md: 16 KiB of template, nesting 16. */
const LONGEST = 16_384;
const DEEPEST = 16;
const MOST_KEPT = 500;

export type LiquidFailure = {
  ok: false;
  code: 'template_syntax' | 'template_limit' | 'template_error';
  message: string;
};
export type Compiled = { ok: true; templates: Template[] } | LiquidFailure;

const compiled = new Map<string, Compiled>();

function nestsTooDeep(text: string): boolean {
  let depth = 0;
  for (const [, name = ''] of text.matchAll(/\{%-?\s*(\w+)/g)) {
    if (BLOCK_TAGS.includes(name)) depth += 1;
    else if (name.startsWith('end')) depth -= 1;
    if (depth > DEEPEST) return true;
  }
  return false;
}

function parse(text: string): Compiled {
  if (new TextEncoder().encode(text).length > LONGEST) {
    return { ok: false, code: 'template_limit', message: 'a template may have 16 KiB' };
  }
  if (nestsTooDeep(text)) return { ok: false, code: 'template_limit', message: `a template may nest ${DEEPEST} deep` };
  try {
    return { ok: true, templates: engine.parse(text) };
  } catch (error) {
    const message = error instanceof Error ? (error.message.split('\n')[0] ?? '') : '';
    return { ok: false, code: 'template_syntax', message: message.slice(0, 300) };
  }
}

/** Parses a template, or says what is wrong with it; the latest 500 of up to 2 KiB are kept. */
export function compileTemplate(text: string): Compiled {
  const known = compiled.get(text);
  if (known) return known;
  const parsed = parse(text);
  if (text.length > 2_048) return parsed;
  const oldest = compiled.size >= MOST_KEPT ? compiled.keys().next().value : undefined;
  if (oldest !== undefined) compiled.delete(oldest);
  compiled.set(text, parsed);
  return parsed;
}
