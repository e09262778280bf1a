import { toValueSync } from 'liquidjs';
import type { JsonObject } from '../../shared/json/json';
import { BoundedContext, BoundedEmitter, BudgetExceeded } from './budget';
import { compileLiquid, isPlain, type LiquidFailure, originalErrorOf, shortErrorMessage } from './compile';
import { engine } from './engine';
import type { LiquidEnv } from './env';
import { FilterFailed } from './filter-failed';
import type { NamedCurrency } from './trace-currency';

function failureOf(error: unknown): LiquidFailure {
  const original = originalErrorOf(error);
  if (original instanceof BudgetExceeded) return { ok: false, code: 'template_limit', message: original.message };
  if (original instanceof FilterFailed) return { ok: false, code: original.code, message: original.message };
  // A stack overflow, or a string or number that is too long.
  if (original instanceof RangeError)
    return { ok: false, code: 'template_limit', message: 'the template exceeds a limit of the runtime' };
  return { ok: false, code: 'template_error', message: shortErrorMessage(error) };
}

/**
 * Renders a Liquid template over plain JSON, of which only own members are read. Fails with `template_limit` over 64 KiB of
 * output, 1,000 iterations or 10,000 nodes. Never throws. `currency` is that of the object read last, undefined where none
 * has one.
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
