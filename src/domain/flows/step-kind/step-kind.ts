import type { z } from 'zod';
import type { Issue } from '../../../shared/errors/app-error';
import type { JsonObject } from '../../../shared/json/json';
import type { Language } from '../../../shared/text/language';
import type { NextStep } from '../engine/interpret';
import type { Run } from '../engine/run';
import type { FlowStep } from '../engine/step-iteration';
import type { Transition } from './jumps';
import type { LocatedText } from './strings-in';

/** The part that a step plays in a diagram; decides its colour and shape. */
export type StepRole = 'data' | 'message' | 'wait' | 'decision' | 'internal' | 'person' | 'start' | 'end';

type StepSchema = z.ZodType<FlowStep> & { shape: { do: z.ZodLiteral<string> } };

/**
 * What the rest of the product needs to know about one kind of step. `raw` is a step as JSON, which may be invalid. `Input` is a
 * valid step without the schema's defaults; `Step` has them.
 */
export type StepKind<Step extends FlowStep = FlowStep, Input = Step> = {
  schema: StepSchema;
  execute(step: Step, run: Run): Promise<NextStep>;

  /** The members in which every string is rendered as Liquid. */
  renderedMembers: readonly string[];
  /** Returns the rendered strings of members in which some strings are names. */
  renderedTexts?: (raw: JsonObject, at: string) => LocatedText[];
  /** Returns the errors of a step that do not depend on the rest of its flow. */
  check?(step: Input, at: string): Issue[];
  /** Returns warnings about a step that works, but probably not as intended. */
  warn?(step: Input, at: string): Issue[];

  /** The run is suspended here until an outside event. */
  waits?: true;
  /** A message that a customer writes while the run is before this step does not answer a wait after it. */
  endsTurn?: true;
  /** Returns whether a run can go on to the step below; by default it can. */
  goesOn?: (raw: JsonObject) => boolean;
  /** Returns the names that Liquid can read after the step; by default `save_as` for the step below. */
  saves?: (raw: JsonObject, way: Transition) => string[];
  /** The error codes that a simulation can give to the step, or `any`. */
  simulatedFailures?: 'any' | readonly string[];

  role: StepRole;
  /** Describes a step in a few words for the diagram. */
  describe?: (raw: JsonObject, language: Language) => string;
  /** Returns the labels of the line to another step; null for the default labels. */
  lineLabels?: (raw: JsonObject, line: { way: Transition; case: number | null }, language: Language) => string[] | null;
};

/** Defines a kind of step; the schema determines the types of its functions. */
export const defineStepKind = <Schema extends StepSchema>(
  schema: Schema,
  kind: Omit<StepKind<z.output<Schema>, z.input<Schema>>, 'schema'>,
): { schema: Schema } & Omit<StepKind<z.output<Schema>, z.input<Schema>>, 'schema'> => ({ schema, ...kind });
