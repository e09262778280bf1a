import type { StepRecord } from '../../../db/runs/run-statements';

/** A step as the engine sees it; its other members are for the `execute` of its kind. */
export type FlowStep = { id: string; do: string };

/** Whether the engine itself has added a step to a flow's own: `<step>--window`, `<step>--message`. */
export const isEngineStep = (step: string): boolean => step.includes('--');

/** One iteration of a step. An effect is identified by (request, step, iteration), so that it happens once. */
export type StepIteration = Pick<StepRecord, 'step' | 'iteration' | 'seq' | 'kind'>;
