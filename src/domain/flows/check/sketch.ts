import type { z } from 'zod';
import type { Finding } from '../../../shared/failure';
import { isJsonObject, type JsonObject } from '../../../shared/json';
import { zodFindings } from '../../../shared/zod-findings';
import { FlowDefinition, type Step } from '../definition';

/** A step as a merchant writes it: its defaults are not filled in. */
export type WrittenStep = z.input<typeof FlowDefinition>['steps'][number];
export type WrittenStepOf<Kind extends Step['do']> = Extract<WrittenStep, { do: Kind }>;

/** What can be told of a step whatever is wrong with it. */
export type SketchedStep = {
  index: number;
  /** JSON Pointer. */
  at: string;
  id: string | null;
  /** Null where `do` names no kind. */
  kind: Step['do'] | null;
  raw: JsonObject;
  /** Null where a member has the wrong type, so that nothing can be relied upon. */
  written: WrittenStep | null;
};

/** A definition with mistakes, as far as it can be read: steps keep their places. */
export type Sketch = { definition: FlowDefinition | null; raw: JsonObject; steps: SketchedStep[]; findings: Finding[] };

/** The value is of the right type all the same: too long, too many, not of a list, not together with another member. */
const MILD = ['too_big', 'too_small', 'custom', 'invalid_format', 'invalid_value', 'unrecognized_keys'];
const MOST_STEPS = 200;

function stepOf(raw: unknown, index: number, issues: z.core.$ZodIssue[]): SketchedStep {
  const broken = issues.filter(({ code }) => !MILD.includes(code));
  const members = isJsonObject(raw) ? raw : {};
  const known = isJsonObject(raw) && !broken.some(({ path }) => path.length === 3 && path[2] === 'do');
  return {
    index,
    at: `/steps/${index}`,
    id: typeof members.id === 'string' ? members.id : null,
    kind: known ? (members.do as Step['do']) : null,
    raw: members,
    written: broken.length === 0 ? (members as unknown as WrittenStep) : null,
  };
}

/** Reads a definition by its schema, and what has a wrong shape as far as it goes. */
export function sketchOf(raw: unknown): Sketch {
  const parsed = FlowDefinition.safeParse(raw);
  const issues = parsed.error?.issues ?? [];
  const members = isJsonObject(raw) ? raw : {};
  const steps = Array.isArray(members.steps) && members.steps.length <= MOST_STEPS ? members.steps : [];
  const ofStep = Map.groupBy(
    issues.filter(({ path }) => path[0] === 'steps'),
    ({ path }) => path[1],
  );
  return {
    definition: parsed.data ?? null,
    raw: members,
    steps: steps.map((step, i) => stepOf(step, i, ofStep.get(i) ?? [])),
    findings: zodFindings(issues),
  };
}
