import { Tokenizer, TypeGuards } from 'liquidjs';
import type { JsonObject } from '../../shared/json/json';
import { type Compiled, compileLiquid, type LiquidFailure } from './compile';
import { engine } from './engine';
import type { LiquidEnv } from './env';
import { renderLiquid } from './render';

const wrap = (condition: string): string => `{% if ${condition} %}1{% endif %}`;

/** Returns whether operands and operators alternate up to the end or a filter: liquidjs ignores the rest where they do not. */
function isWellFormed(condition: string): boolean {
  const tokenizer = new Tokenizer(condition, engine.options.operators);
  let wantsOperand = true;
  for (const token of tokenizer.readExpressionTokens()) {
    if (!TypeGuards.isOperatorToken(token)) {
      if (!wantsOperand) return false;
      wantsOperand = false;
    } else if (token.operator !== 'not') {
      if (wantsOperand) return false;
      wantsOperand = true;
    }
  }
  tokenizer.skipBlank();
  return !wantsOperand && (tokenizer.end() || tokenizer.peek() === '|');
}

const isExpression = (condition: string): boolean => !/[{%]%|%\}/.test(condition) && isWellFormed(condition);
const NO_EXPRESSION: LiquidFailure = { ok: false, code: 'template_syntax', message: 'this is not a condition' };

/** Parses a condition as the one of `{% if … %}`. */
export function compileCondition(condition: string): Compiled {
  const compiled = compileLiquid(wrap(condition));
  return !compiled.ok || isExpression(condition) ? compiled : NO_EXPRESSION;
}

/** Evaluates a condition as Liquid's `if` does; decimal strings compare with numbers by value. Never throws. */
export function evaluateCondition(
  condition: string,
  scope: JsonObject,
  env: LiquidEnv,
): { ok: true; value: boolean } | LiquidFailure {
  const compiled = compileCondition(condition);
  if (!compiled.ok) return compiled;
  const rendered = renderLiquid(wrap(condition), scope, env);
  return rendered.ok ? { ok: true, value: rendered.text === '1' } : rendered;
}
