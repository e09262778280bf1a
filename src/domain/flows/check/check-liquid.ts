import type { Issue } from '../../../shared/errors/app-error';
import { compileLiquid, hasLiquid, isPlain, type LiquidFailure } from '../../liquid/compile';
import { compileCondition } from '../../liquid/condition';
import { engine } from '../../liquid/engine';
import { variablesOf } from '../../liquid/variables-of';
import { stringsIn } from '../step-kind/strings-in';
import { conditionsOfFlow, type LiquidText, liquidOf } from './liquid-texts';
import type { ParsedFlow } from './parse-flow';

/** A variable that a text reads: `path` is, for example, `["order", "total"]`. */
export type VariableRead = LiquidText & { path: string[] };

const list = (names: object): string => Object.keys(names).sort().join(', ');

function describeFailure({ code, message }: LiquidFailure, condition: boolean): string {
  if (code === 'template_limit') return `This Liquid exceeds a limit: ${message}`;
  const tag = /^tag "(.{1,40})" not found/.exec(message)?.[1];
  if (tag !== undefined) return `There is no tag ${tag}; there are ${list(engine.tags)}`;
  const filter = /^undefined filter: (.{1,40})/.exec(message)?.[1];
  if (filter !== undefined) return `There is no filter ${filter.split(',')[0]}; there are ${list(engine.filters)}`;
  if (condition) return `This must be a condition such as order.total > 50: ${message}`;
  return `Correct this Liquid, or remove its braces: ${message}`;
}

/** Compiles all Liquid and returns the variables that it reads. Warns of braces in texts that are not rendered. */
export function checkLiquid(parsedFlow: ParsedFlow): { reads: VariableRead[]; issues: Issue[]; warnings: Issue[] } {
  const issues: Issue[] = [];
  const reads: VariableRead[] = [];
  const rendered = new Set<string>();
  /** Steps repeat texts, and compiling one costs more than the rest of a check. */
  const cache = new Map<string, LiquidFailure | { ok: true; paths: string[][] }>();
  const readOf = ({ text, condition }: LiquidText) => {
    const key = `${condition} ${text}`;
    const cached = cache.get(key);
    if (cached) return cached;
    const compiled = condition ? compileCondition(text) : compileLiquid(text);
    const read = compiled.ok ? { ok: true as const, paths: variablesOf(compiled) } : compiled;
    cache.set(key, read);
    return read;
  };
  for (const text of [...conditionsOfFlow(parsedFlow), ...parsedFlow.steps.flatMap(liquidOf)]) {
    rendered.add(text.at);
    if (!text.condition && isPlain(text.text)) continue;
    const read = readOf(text);
    if (read.ok) reads.push(...read.paths.map((path) => ({ ...text, path })));
    else issues.push({ path: text.at, code: read.code, message: describeFailure(read, text.condition) });
  }
  const plain = parsedFlow.steps.flatMap(({ raw, at }) => stringsIn(raw, at));
  const warnings = plain
    .filter(({ at, text }) => hasLiquid(text) && !rendered.has(at))
    .map(({ at }) => ({
      path: at,
      code: 'liquid_not_rendered',
      message: 'This text is used as it is: Liquid is not rendered here',
    }));
  return { reads, issues, warnings };
}
