import type { JsonObject } from '../../../../shared/json/json';
import { WRITE_RETRIES_MS } from '../../engine/durable-run';
import type { StepEffect } from '../../engine/effects';
import { performStartFlow } from './perform';
import { startRefusal } from './start-refusal';

type StartResult = { now: number } & (
  | { kind: 'started'; requestId: string }
  | { kind: 'failed'; code: string; detail: string }
);

/** Starts another request for the same customer, about the same object, in the same store. */
export const startFlowEffect: StepEffect<{ flow: string; variables: JsonObject }, StartResult> = {
  perform: (run, at, progress, input) =>
    run.once(at, WRITE_RETRIES_MS, () => performStartFlow(run, at, progress, input)),

  simulate(run, at, { flow, variables }) {
    const { world, transcript, now } = run;
    const code = run.failureOf(at);
    if (code !== undefined) return { kind: 'failed', code, detail: 'As the scenario says', now };
    // A flow that is simulated before it is saved can start itself.
    const found = world.flows.find(({ key }) => key === flow) ?? (flow === world.flow ? { active: true } : undefined);
    const refusal = startRefusal(flow, found, transcript.started.length);
    if (refusal) return { kind: 'failed', ...refusal, now };
    run.record(transcript.started, { step: at.step, at: now, flow, variables });
    return { kind: 'started', requestId: run.newId('req'), now };
  },

  replay: (run, at) =>
    (run.recordedResult(at) as StartResult | null) ?? run.assume(at, { kind: 'started' as const, requestId: '' }),
};
