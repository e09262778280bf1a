import { toValueSync } from 'liquidjs';
import type { JsonObject } from '../../shared/json';
import { BoundedContext, BoundedEmitter, BudgetExceeded } from './budget';
import { compileLiquid, isPlain, type LiquidFailure, originalErrorOf, shortErrorMessage } from './compile';
import { engine } from './engine';
import type { LiquidEnv } from './env';
import { FilterFailed } from './filter-failed';
import type { NamedCurrency } from './trace-currency';

function failureOf(error: unknown): LiquidFailure {
  const cause = originalErrorOf(error);
  if (cause instanceof BudgetExceeded) return { ok: false, code: 'template_limit', message: cause.message };
  if (cause instanceof FilterFailed) return { ok: false, code: cause.code, message: cause.message };
  // A stack that overflows or a string or a number that is too long is a limit too.
  if (cause instanceof RangeError) return { ok: false, code: 'template_limit', message: 'the template takes too much' };
  return { ok: false, code: 'template_error', message: shortErrorMessage(error) };
}

/**
 * Renders a Liquid template over plain JSON, reading own members only. Bounded by counts (flows.md): 64 KiB out, 1,000
 * iterations, 10,000 nodes; what goes over is `template_limit`. Never throws. `currency` is that of the object which was read
 * last; undefined where none has one.
 */
export function renderLiquid(
  text: string,
  scope: JsonObject,
  env: LiquidEnv,
): { ok: true; text: string; currency: NamedCurrency | undefined } | LiquidFailure {
  if (isPlain(text)) return { ok: true, text, currency: undefined };
  const compiled = compileLiquid(text);
  if (!compiled.ok) return compiled;
  const context = new BoundedContext(scope, engine.options, env);
  const emitter = new BoundedEmitter(context);
  try {
    toValueSync(engine.renderer.renderTemplates(compiled.templates, context, emitter as never));
    return { ok: true, text: emitter.buffer, currency: context.currency.last() };
  } catch (error) {
    return failureOf(error);
  }
}
