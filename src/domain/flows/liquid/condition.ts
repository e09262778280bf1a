import type { JsonObject } from '../../../shared/json';
import { type Compiled, compileTemplate, type LiquidFailure } from './compile';
import type { LiquidEnv } from './env';
import { renderTemplate } from './render';

const wrap = (condition: string): string => `{% if ${condition} %}1{% endif %}`;
const isExpression = (condition: string): boolean => condition.trim() !== '' && !/[{%]%|%\}/.test(condition);
const NO_EXPRESSION: LiquidFailure = { ok: false, code: 'template_syntax', message: 'this is no condition' };

/** Checks a condition as it stands in `{% if … %}`. */
export const compileCondition = (condition: string): Compiled =>
  isExpression(condition) ? compileTemplate(wrap(condition)) : NO_EXPRESSION;

/** Evaluates a condition as Liquid's `if` does; numbers in strings compare with numbers as numbers. Never throws. */
export function evaluateCondition(
  condition: string,
  scope: JsonObject,
  env: LiquidEnv,
): { ok: true; value: boolean } | LiquidFailure {
  if (!isExpression(condition)) return NO_EXPRESSION;
  const rendered = renderTemplate(wrap(condition), scope, env);
  return rendered.ok ? { ok: true, value: rendered.text === '1' } : rendered;
}
