import type { z } from 'zod';
import type { Finding } from '../../../shared/failure';
import { isJsonObject, type JsonObject } from '../../../shared/json';
import { zodFindings } from '../../../shared/zod-findings';
import { FlowDefinition, type Step } from '../definition/definition';

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
  /** Without the members that its kind does not have. */
  raw: JsonObject;
  /** Null where a member has the wrong type, so that nothing can be relied upon. */
  written: WrittenStep | null;
};

/** A definition with mistakes, as far as it can be read: steps keep their places. */
export type Sketch = { definition: FlowDefinition | null; raw: JsonObject; steps: SketchedStep[]; findings: Finding[] };

/** The value is of the right type all the same: too long, too many, not of a list, not together with another member. */
const MILD = ['too_big', 'too_small', 'custom', 'invalid_format', 'invalid_value', 'unrecognized_keys'];
const MOST_STEPS = 200;

type Issue = z.core.$ZodIssue;

/** The lists that are too long, with how long they may be. */
const tooLong = (issues: Issue[]) =>
  issues.flatMap((issue) =>
    issue.code === 'too_big' && issue.origin === 'array' && issue.path.length > 1
      ? [{ path: issue.path, most: Number(issue.maximum) }]
      : [],
  );

/** zod looks into no list that is too long: what is in it is read as far as it may go. `cut` is what was read at last. */
function readAll(raw: unknown): { definition: FlowDefinition | null; cut: unknown; issues: Issue[] } {
  const parsed = FlowDefinition.safeParse(raw);
  const issues = parsed.error?.issues ?? [];
  const long = tooLong(issues);
  if (long.length === 0) return { definition: parsed.data ?? null, cut: raw, issues };
  const cut = structuredClone(raw);
  for (const { path, most } of long) {
    const list = path.reduce<unknown>((value, name) => (value as Record<PropertyKey, unknown>)[name], cut);
    (list as unknown[]).splice(most);
  }
  const rest = readAll(cut);
  return { definition: null, cut: rest.cut, issues: [...issues, ...rest.issues] };
}

function stepOf(raw: unknown, read: unknown, index: number, issues: Issue[]): SketchedStep {
  const broken = issues.filter(({ code }) => !MILD.includes(code));
  const unknown = issues.flatMap((issue) =>
    issue.code === 'unrecognized_keys' && issue.path.length === 2 ? issue.keys : [],
  );
  const members = isJsonObject(raw) ? { ...raw } : {};
  for (const name of unknown) delete members[name];
  const known = isJsonObject(raw) && !broken.some(({ path }) => path.length === 3 && path[2] === 'do');
  return {
    index,
    at: `/steps/${index}`,
    id: typeof members.id === 'string' ? members.id : null,
    kind: known ? (members.do as Step['do']) : null,
    raw: members,
    written: broken.length === 0 ? (read as WrittenStep) : null,
  };
}

const stepsOf = (raw: unknown): unknown[] => (isJsonObject(raw) && Array.isArray(raw.steps) ? raw.steps : []);

/** Reads a definition by its schema, and what has a wrong shape as far as it goes. */
export function sketchOf(raw: unknown): Sketch {
  const { definition, cut, issues } = readAll(raw);
  const all = stepsOf(raw);
  const read = stepsOf(cut);
  const ofStep = Map.groupBy(
    issues.filter(({ path }) => path[0] === 'steps'),
    ({ path }) => path[1],
  );
  return {
    definition,
    raw: isJsonObject(raw) ? raw : {},
    steps: all.length > MOST_STEPS ? [] : all.map((step, i) => stepOf(step, read[i], i, ofStep.get(i) ?? [])),
    findings: zodFindings(issues),
  };
}
