import type { StepExecutor } from '../engine/interpret';
import type { StepKind } from '../step-kind/step-kind';
import { branchKind } from './branch/kind';
import { chargeKind } from './charge/kind';
import { endKind } from './end/kind';
import { getObjectKind } from './get-object/kind';
import { handOverKind } from './hand-over/kind';
import { sendMessageKind } from './send-message/kind';
import { setKind } from './set/kind';
import { startFlowKind } from './start-flow/kind';
import { updateObjectKind } from './update-object/kind';
import { waitKind } from './wait/kind';
import { waitForReplyKind } from './wait-for-reply/kind';

/** Every kind of step, in the order of the API's document. */
export const STEP_KINDS = [
  getObjectKind,
  sendMessageKind,
  waitForReplyKind,
  waitKind,
  branchKind,
  setKind,
  updateObjectKind,
  chargeKind,
  handOverKind,
  startFlowKind,
  endKind,
] as const;

const kindsByName = new Map<string, StepKind>(STEP_KINDS.map((kind) => [kind.schema.shape.do.value, kind]));

/** Returns the kind of step with this `do`. */
export const findStepKind = (name: string | null): StepKind | undefined =>
  name === null ? undefined : kindsByName.get(name);

/** Executes a step by its kind. Throws for an unknown kind, which the check of a flow refuses. */
export const executeStep: StepExecutor = async (step, run) => {
  const kind = kindsByName.get(step.do);
  if (!kind) throw new Error(`There is no kind of step ${step.do}`);
  return kind.execute(step, run);
};
