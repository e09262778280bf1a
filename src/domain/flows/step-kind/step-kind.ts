import type { z } from 'zod';
import type { Issue } from '../../../shared/app-error';
import type { JsonObject } from '../../../shared/json';
import type { Language } from '../../../shared/language';
import type { NextStep } from '../engine/interpret';
import type { Run } from '../engine/run';
import type { FlowStep } from '../engine/step-iteration';
import type { Transition } from './jumps';
import type { LocatedText } from './strings-in';

/** The part that a step plays in a diagram; decides its colour and shape. */
export type StepRole = 'data' | 'message' | 'wait' | 'decision' | 'internal' | 'person' | 'start' | 'end';

type StepSchema = z.ZodType<FlowStep> & { shape: { do: z.ZodLiteral<string> } };

/**
 * All that the rest of the product must know of one kind of step. `raw` is a step as JSON that may have mistakes; `Input`
 * is one that fits the schema, without its defaults; `Step` has them.
 */
export type StepKind<Step extends FlowStep = FlowStep, Input = Step> = {
  schema: StepSchema;
  execute(step: Step, run: Run): Promise<NextStep>;

  /** The members in which every string is rendered as Liquid. */
  renderedMembers: readonly string[];
  /** Returns the rendered strings of members in which some strings are names. */
  renderedTexts?: (raw: JsonObject, at: string) => LocatedText[];
  /** Returns the mistakes of a step that can be seen without the rest of its flow. */
  check?(step: Input, at: string): Issue[];
  /** The same for what works, but hardly as it is meant. */
  warn?(step: Input, at: string): Issue[];

  /** The run stays here until something outside happens. */
  waits?: true;
  /** A message that a customer writes while the run is before this step does not answer a wait after it. */
  endsTurn?: true;
  /** Says whether a run can go on to the step below; by default it can. */
  goesOn?: (raw: JsonObject) => boolean;
  /** Returns the names that Liquid can read after the step; by default `save_as` for the step below. */
  saves?: (raw: JsonObject, way: Transition) => string[];
  /** The codes with which a scenario of the simulator can let the step fail, or `any`. */
  simulatedFailures?: 'any' | readonly string[];

  role: StepRole;
  /** Describes a step in a few words for the diagram. */
  describe?: (raw: JsonObject, language: Language) => string;
  /** Returns the labels of the line to another step; null for the usual ones. */
  lineLabels?: (raw: JsonObject, line: { way: Transition; case: number | null }, language: Language) => string[] | null;
};

/** Makes a kind of step of its schema, from which the types of its functions follow. */
export const defineStepKind = <Schema extends StepSchema>(
  schema: Schema,
  kind: Omit<StepKind<z.output<Schema>, z.input<Schema>>, 'schema'>,
): { schema: Schema } & Omit<StepKind<z.output<Schema>, z.input<Schema>>, 'schema'> => ({ schema, ...kind });
