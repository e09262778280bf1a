import type { Finding } from '../../shared/failure';
import type { JsonValue } from '../../shared/json';
import type { FlowDefinition, Step } from './definition';
import { compileTemplate } from './liquid/compile';
import { compileCondition } from './liquid/condition';

const JUMPS = ['goto', 'otherwise', 'on_timeout', 'on_failed', 'on_error', 'on_not_found', 'on_unverified'] as const;

/** Every place in a step that names another step, as (pointer, id). */
function jumpsOf(step: Step, at: string): [string, string][] {
  const found: [string, string][] = [];
  const look = (part: object, path: string) => {
    for (const name of JUMPS) {
      const target = (part as Record<string, unknown>)[name];
      if (typeof target === 'string') found.push([`${path}/${name}`, target]);
    }
  };
  look(step, at);
  if ('cases' in step) step.cases.forEach((candidate, i) => look(candidate, `${at}/cases/${i}`));
  return found;
}

/** Every text in a value that Liquid will render, as (pointer, text). */
function textsOf(value: JsonValue | undefined, at: string): [string, string][] {
  if (typeof value === 'string') return [[at, value]];
  if (value === null || typeof value !== 'object') return [];
  return Object.entries(value)
    .filter(([name]) => name !== 'when')
    .flatMap(([name, part]) => textsOf(part, `${at}/${name}`));
}

function conditionsOf(definition: FlowDefinition): [string, string][] {
  const { when } = definition.trigger;
  const ofSteps = definition.steps.flatMap((step, i) =>
    'cases' in step
      ? step.cases.flatMap((candidate, j): [string, string][] =>
          candidate.when === undefined ? [] : [[`/steps/${i}/cases/${j}/when`, candidate.when]],
        )
      : [],
  );
  return when === undefined ? ofSteps : [['/trigger/when', when], ...ofSteps];
}

/** Checks a definition as a whole, all findings at once, each with its JSON Pointer. */
export function checkFlow(definition: FlowDefinition): Finding[] {
  const { steps } = definition;
  const ids = new Set(steps.map(({ id }) => id));
  const first = new Map<string, number>();
  const findings: Finding[] = [];
  steps.forEach((step, i) => {
    const path = `/steps/${i}`;
    if (first.has(step.id)) {
      findings.push({ path: `${path}/id`, code: 'duplicate_step', message: `There are two steps ${step.id}` });
    }
    first.set(step.id, i);
    for (const [at, target] of jumpsOf(step, path)) {
      if (!ids.has(target)) findings.push({ path: at, code: 'unknown_step', message: `There is no step ${target}` });
    }
    for (const [at, text] of textsOf(step, path)) {
      const compiled = compileTemplate(text);
      if (!compiled.ok) findings.push({ path: at, code: compiled.code, message: compiled.message });
    }
  });
  for (const [at, condition] of conditionsOf(definition)) {
    const compiled = compileCondition(condition);
    if (!compiled.ok) findings.push({ path: at, code: compiled.code, message: compiled.message });
  }
  return findings;
}
