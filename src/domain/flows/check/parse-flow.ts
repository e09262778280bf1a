import type { z } from 'zod';
import type { Issue } from '../../../shared/app-error';
import { isJsonObject, type JsonObject } from '../../../shared/json';
import { objectOrEmpty } from '../../../shared/read-json';
import { toIssues } from '../../../shared/zod-issues';
import { FlowDefinition, type Step } from '../definition/definition';

/** A step as a merchant writes it: its defaults are not filled in. */
export type StepInput = z.input<typeof FlowDefinition>['steps'][number];
export type StepInputOf<Kind extends Step['do']> = Extract<StepInput, { do: Kind }>;

/** What can be told of a step whatever is wrong with it. */
export type ParsedStep = {
  index: number;
  /** JSON Pointer. */
  at: string;
  id: string | null;
  /** Null where `do` names no kind. */
  kind: Step['do'] | null;
  /** Without the members that its kind does not have. */
  raw: JsonObject;
  /** Null where a member has the wrong type, so that nothing can be relied upon. */
  input: StepInput | null;
};

/** A definition with mistakes, as far as it can be read: steps keep their places. */
export type ParsedFlow = { definition: FlowDefinition | null; raw: JsonObject; steps: ParsedStep[]; issues: Issue[] };

/** The value is of the right type all the same: too long, too many, not of a list, not together with another member. */
const WELL_TYPED_CODES = ['too_big', 'too_small', 'custom', 'invalid_format', 'invalid_value', 'unrecognized_keys'];
const MAX_STEPS = 200;

type ZodIssue = z.core.$ZodIssue;

/** The lists that are too long, with how long they may be. */
const tooLong = (zodIssues: ZodIssue[]) =>
  zodIssues.flatMap((zodIssue) =>
    zodIssue.code === 'too_big' && zodIssue.origin === 'array' && zodIssue.path.length > 1
      ? [{ path: zodIssue.path, most: Number(zodIssue.maximum) }]
      : [],
  );

/** zod looks into no list that is too long: what is in it is read as far as it may go. `cut` is what was read at last. */
function readAll(raw: unknown): { definition: FlowDefinition | null; cut: unknown; zodIssues: ZodIssue[] } {
  const parsed = FlowDefinition.safeParse(raw);
  const zodIssues = parsed.error?.issues ?? [];
  const long = tooLong(zodIssues);
  if (long.length === 0) return { definition: parsed.data ?? null, cut: raw, zodIssues };
  const cut = structuredClone(raw);
  for (const { path, most } of long) {
    const list = path.reduce<unknown>((value, name) => (value as Record<PropertyKey, unknown>)[name], cut);
    (list as unknown[]).splice(most);
  }
  const rest = readAll(cut);
  return { definition: null, cut: rest.cut, zodIssues: [...zodIssues, ...rest.zodIssues] };
}

function stepOf(raw: unknown, read: unknown, index: number, zodIssues: ZodIssue[]): ParsedStep {
  const broken = zodIssues.filter(({ code }) => !WELL_TYPED_CODES.includes(code));
  const unknown = zodIssues.flatMap((zodIssue) =>
    zodIssue.code === 'unrecognized_keys' && zodIssue.path.length === 2 ? zodIssue.keys : [],
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
    input: broken.length === 0 ? (read as StepInput) : null,
  };
}

const stepsOf = (raw: unknown): unknown[] => (isJsonObject(raw) && Array.isArray(raw.steps) ? raw.steps : []);

/** Reads a definition by its schema, and what has a wrong shape as far as it goes. */
export function parseFlow(raw: unknown): ParsedFlow {
  const { definition, cut, zodIssues } = readAll(raw);
  const all = stepsOf(raw);
  const read = stepsOf(cut);
  const ofStep = Map.groupBy(
    zodIssues.filter(({ path }) => path[0] === 'steps'),
    ({ path }) => path[1],
  );
  return {
    definition,
    raw: objectOrEmpty(raw),
    steps: all.length > MAX_STEPS ? [] : all.map((step, i) => stepOf(step, read[i], i, ofStep.get(i) ?? [])),
    issues: toIssues(zodIssues),
  };
}
