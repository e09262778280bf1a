import type { Issue } from '../../../shared/app-error';
import { compileLiquid, hasLiquid, isPlain, type LiquidFailure } from '../../liquid/compile';
import { compileCondition } from '../../liquid/condition';
import { engine } from '../../liquid/engine';
import { variablesOf } from '../../liquid/variables-of';
import { conditionsOfFlow, type LiquidText, liquidOf, stringsIn } from './liquid-texts';
import type { ParsedFlow } from './parse-flow';

/** A variable that a text reads, as in `["order", "total"]`. */
export type VariableRead = LiquidText & { path: string[] };

const list = (names: object): string => Object.keys(names).sort().join(', ');

function describeFailure({ code, message }: LiquidFailure, condition: boolean): string {
  if (code === 'template_limit') return `This Liquid is too much: ${message}`;
  const tag = /^tag "(.{1,40})" not found/.exec(message)?.[1];
  if (tag !== undefined) return `There is no tag ${tag} here; there are ${list(engine.tags)}`;
  const filter = /^undefined filter: (.{1,40})/.exec(message)?.[1];
  if (filter !== undefined) return `There is no filter ${filter.split(',')[0]} here; there are ${list(engine.filters)}`;
  if (condition) return `This is no condition such as order.total > 50: ${message}`;
  return `Correct this Liquid, or take its braces out: ${message}`;
}

/** Whether all Liquid can be read, and which variables it reads; braces where nothing is rendered are a warning. */
export function checkLiquid(sketch: ParsedFlow): { reads: VariableRead[]; issues: Issue[]; warnings: Issue[] } {
  const issues: Issue[] = [];
  const reads: VariableRead[] = [];
  const rendered = new Set<string>();
  /** The same text stands in many steps, and reading one costs more than all the rest of a check. */
  const known = new Map<string, LiquidFailure | { ok: true; paths: string[][] }>();
  const readOf = ({ text, condition }: LiquidText) => {
    const key = `${condition} ${text}`;
    const before = known.get(key);
    if (before) return before;
    const compiled = condition ? compileCondition(text) : compileLiquid(text);
    const made = compiled.ok ? { ok: true as const, paths: variablesOf(compiled) } : compiled;
    known.set(key, made);
    return made;
  };
  for (const text of [...conditionsOfFlow(sketch), ...sketch.steps.flatMap(liquidOf)]) {
    rendered.add(text.at);
    if (!text.condition && isPlain(text.text)) continue;
    const read = readOf(text);
    if (read.ok) reads.push(...read.paths.map((path) => ({ ...text, path })));
    else issues.push({ path: text.at, code: read.code, message: describeFailure(read, text.condition) });
  }
  const plain = sketch.steps.flatMap(({ raw, at }) => stringsIn(raw, at));
  const warnings = plain
    .filter(({ at, text }) => hasLiquid(text) && !rendered.has(at))
    .map(({ at }) => ({
      path: at,
      code: 'liquid_not_rendered',
      message: 'This goes out as it is: no Liquid is read here',
    }));
  return { reads, issues, warnings };
}
