import { type Template, toValueSync } from 'liquidjs';
import { boundedCache } from '../../shared/lazy/bounded-cache';
import { engine } from './engine';
import type { FilterFailed } from './filter-failed';

const MAX_BYTES = 16_384;
const MAX_DEPTH = 16;
const MAX_CACHED = 500;

export type LiquidFailure = {
  ok: false;
  code: 'template_syntax' | 'template_limit' | 'template_error' | FilterFailed['code'];
  message: string;
};
export type Compiled = { ok: true; templates: Template[] } | LiquidFailure;

/** Whether a text has an output or a tag. */
export const hasLiquid = (text: string): boolean => text.includes('{{') || text.includes('{%');

/** Returns whether a text renders to itself. It must also be short enough: a UTF-16 unit takes up to three bytes. */
export const isPlain = (text: string): boolean => text.length <= MAX_BYTES / 3 && !hasLiquid(text);

const cache = boundedCache<string, Compiled>(MAX_CACHED);

/** Counts nesting in the parsed template: an `{% endif %}` in the text may stand in a comment or a string. */
function nestsTooDeep(templates: Template[], depth = 0): boolean {
  if (depth > MAX_DEPTH) return true;
  return templates.some(
    (template) => template.children && nestsTooDeep(toValueSync(template.children(false, true)), depth + 1),
  );
}

/** Returns the innermost error that liquidjs's errors wrap. */
export function originalErrorOf(error: unknown): unknown {
  const wrapped = (error as { originalError?: unknown }).originalError;
  return wrapped === undefined ? error : originalErrorOf(wrapped);
}

/** Returns the first line of an error's message, up to 300 characters. */
export const shortErrorMessage = (error: unknown): string =>
  error instanceof Error ? (error.message.split('\n')[0] ?? '').slice(0, 300) : '';

function parse(text: string): Compiled {
  if (new TextEncoder().encode(text).length > MAX_BYTES) {
    return { ok: false, code: 'template_limit', message: 'a template may have at most 16 KiB' };
  }
  try {
    const templates = engine.parse(text);
    if (!nestsTooDeep(templates)) return { ok: true, templates };
    return { ok: false, code: 'template_limit', message: `a template may nest at most ${MAX_DEPTH} deep` };
  } catch (error) {
    return { ok: false, code: 'template_syntax', message: shortErrorMessage(error) };
  }
}

/** Parses a template or returns why it cannot be parsed. Caches the latest 500 of up to 2 KiB. */
export function compileLiquid(text: string): Compiled {
  return text.length > 2_048 ? parse(text) : cache.getOrCreate(text, () => parse(text));
}
