import type { z } from 'zod';
import type { Issue } from '../../../shared/errors/app-error';
import { isJsonObject, type JsonObject } from '../../../shared/json/json';
import { objectOrEmpty } from '../../../shared/json/read-json';
import { flattenUnion, toIssues } from '../../../shared/validation/zod-issues';
import { FlowDefinition, type Step } from '../definition/definition';

/** A step as a merchant writes it, without defaults. */
export type StepInput = z.input<typeof FlowDefinition>['steps'][number];

/** A step that may be invalid, with the members that could be parsed. */
export type ParsedStep = {
  index: number;
  /** JSON Pointer. */
  at: string;
  id: string | null;
  /** Null where `do` is not a kind of step. */
  kind: Step['do'] | null;
  /** The step without the members that its kind does not have. */
  raw: JsonObject;
  /** Null where a member has the wrong type. */
  input: StepInput | null;
};

/** A definition that may be invalid, with the parts that could be parsed. Steps keep their positions. */
export type ParsedFlow = { definition: FlowDefinition | null; raw: JsonObject; steps: ParsedStep[]; issues: Issue[] };

/** Zod issue codes of values that have the right type but break another rule. */
const WELL_TYPED_CODES = ['too_big', 'too_small', 'custom', 'invalid_format', 'invalid_value', 'unrecognized_keys'];
const MAX_STEPS = 200;

type ZodIssue = z.core.$ZodIssue;

/** Returns the paths and the limits of lists that are too long. */
const listsOverLimit = (zodIssues: ZodIssue[]) =>
  zodIssues.flatMap((zodIssue) =>
    zodIssue.code === 'too_big' && zodIssue.origin === 'array' && zodIssue.path.length > 1
      ? [{ path: zodIssue.path, max: Number(zodIssue.maximum) }]
      : [],
  );

/** Parses a definition. Zod does not check the items of a list that is too long, so such lists are truncated and parsed again. */
function parseDefinition(raw: unknown): { definition: FlowDefinition | null; cut: unknown; zodIssues: ZodIssue[] } {
  const parsed = FlowDefinition.safeParse(raw);
  const zodIssues = (parsed.error?.issues ?? []).flatMap(flattenUnion);
  const long = listsOverLimit(zodIssues);
  if (long.length === 0) return { definition: parsed.data ?? null, cut: raw, zodIssues };
  const cut = structuredClone(raw);
  for (const { path, max } of long) {
    const list = path.reduce<unknown>((value, name) => (value as Record<PropertyKey, unknown>)[name], cut);
    (list as unknown[]).splice(max);
  }
  const rest = parseDefinition(cut);
  return { definition: null, cut: rest.cut, zodIssues: [...zodIssues, ...rest.zodIssues] };
}

function stepOf(raw: unknown, read: unknown, index: number, zodIssues: ZodIssue[]): ParsedStep {
  const broken = zodIssues.filter(({ code }) => !WELL_TYPED_CODES.includes(code));
  const unknown = zodIssues.flatMap((zodIssue) =>
    zodIssue.code === 'unrecognized_keys' && zodIssue.path.length === 2 ? zodIssue.keys : [],
  );
  const members = isJsonObject(raw) ? { ...raw } : {};
  for (const name of unknown) delete members[name];
  const hasKind = isJsonObject(raw) && !broken.some(({ path }) => path.length === 3 && path[2] === 'do');
  return {
    index,
    at: `/steps/${index}`,
    id: typeof members.id === 'string' ? members.id : null,
    kind: hasKind ? (members.do as Step['do']) : null,
    raw: members,
    input: broken.length === 0 ? (read as StepInput) : null,
  };
}

const stepsOf = (raw: unknown): unknown[] => (isJsonObject(raw) && Array.isArray(raw.steps) ? raw.steps : []);

/** Parses any value as a definition, and its steps one by one where the schema rejects it. */
export function parseFlow(raw: unknown): ParsedFlow {
  const { definition, cut, zodIssues } = parseDefinition(raw);
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
