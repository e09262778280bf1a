import { toValueSync } from 'liquidjs';
import type { JsonObject } from '../../../shared/json';
import { BoundedContext, BoundedEmitter, OverBudget } from './budget';
import { compileTemplate, type LiquidFailure } from './compile';
import { engine } from './engine';
import type { LiquidEnv } from './env';

function failureOf(error: unknown): LiquidFailure {
  for (
    let cause: unknown = error;
    cause instanceof Error;
    cause = (cause as { originalError?: unknown }).originalError
  ) {
    if (cause instanceof OverBudget) return { ok: false, code: 'template_limit', message: cause.message };
  }
  // A stack that overflows or a string that is too long is a limit too.
  if (error instanceof RangeError) return { ok: false, code: 'template_limit', message: 'the template takes too much' };
  const message = error instanceof Error ? (error.message.split('\n')[0] ?? '') : '';
  return { ok: false, code: 'template_error', message: message.slice(0, 300) };
}

/**
 * Renders a Liquid template over plain JSON, reading own members only. Bounded by counts (flows.md): 64 KiB out, 1,000
 * iterations, 10,000 nodes; what goes over is `template_limit`. Never throws.
 */
export function renderTemplate(
  text: string,
  scope: JsonObject,
  env: LiquidEnv,
): { ok: true; text: string } | LiquidFailure {
  if (!text.includes('{{') && !text.includes('{%')) return { ok: true, text };
  const compiled = compileTemplate(text);
  if (!compiled.ok) return compiled;
  const emitter = new BoundedEmitter();
  try {
    const context = new BoundedContext(scope, engine.options, env);
    toValueSync(engine.renderer.renderTemplates(compiled.templates, context, emitter as never));
    return { ok: true, text: emitter.buffer };
  } catch (error) {
    return failureOf(error);
  }
}
