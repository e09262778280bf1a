import { priceCharge } from '../charges/price-charge';
import type { Effects } from '../flows/engine/effects';
import { progressRecorder } from '../flows/engine/progress-recorder';
import { RunEnded, StepFailed } from '../flows/engine/run-errors';
import type { SimulatedRun } from '../flows/engine/simulated-run';
import type { Transcript } from '../flows/engine/transcript';
import type { simulatedCustomer } from './simulated-customer';
import type { SimulationInput } from './simulation-input';

/** A simulation is one call of the API: a flow that does or writes more than this is stopped. */
const MAX_EFFECTS = 1_000;
const MAX_CHARACTERS = 2_000_000;

/**
 * Drives a run in virtual time: it writes a transcript and changes nothing else. Unless the scenario lets a step fail,
 * messages are delivered and the merchant accepts pushes.
 */
export function simulatedEffects(
  world: SimulationInput,
  {
    transcript,
    customer,
    object,
    startedAt,
    newId,
  }: {
    transcript: Transcript;
    customer: ReturnType<typeof simulatedCustomer>;
    object: SimulatedRun['object'];
    startedAt: number;
    newId: SimulatedRun['newId'];
  },
): Effects {
  const { account, scenario } = world;
  let effects = 0;
  let characters = 0;

  const record = <Entry extends object>(list: Entry[], entry: Entry): void => {
    characters += JSON.stringify(entry).length;
    list.push(entry);
  };

  const charge = (
    step: string | null,
    { description, ...input }: { description: string } & Parameters<typeof priceCharge>[0],
  ) => {
    const price = priceCharge(input, account.priceList);
    if (price.ok) {
      const { quantity, unitPrice, amount } = price;
      record(transcript.charges, { step, at: run.now, kind: input.kind, description, quantity, unitPrice, amount });
    }
    return price;
  };

  /** Stops the run at a wait for which the scenario has no reply left, where its caller asks what the customer does. */
  const pauseIfUnanswered = (now: number): void => {
    const { pausesFrom } = world;
    if (pausesFrom === undefined || now < pausesFrom || customer.nextReplyAt(Number.MAX_SAFE_INTEGER) !== null) return;
    Object.assign(transcript, { status: 'waiting', pausedAt: now, endedAt: now } satisfies Partial<Transcript>);
    throw new RunEnded();
  };

  const run: SimulatedRun = {
    world,
    transcript,
    customer,
    object,
    now: startedAt,
    newId,
    // A step may have the name of a member that every object has.
    failureOf: ({ step }) => (Object.hasOwn(scenario.fails, step) ? scenario.fails[step] : undefined),
    record,
    charge,
    wait({ until, listens, isOver }) {
      while (!isOver()) {
        transcript.workflowSteps += 1;
        if (listens) {
          pauseIfUnanswered(run.now);
          customer.expectReply(run.now);
        }
        for (let woken = false; !woken && run.now < until; ) {
          run.now = customer.nextReplyAt(until) ?? until;
          woken = customer.deliverUntil(run.now);
        }
      }
    },
  };

  const followProgress = progressRecorder(transcript.path, transcript.variables);
  const follow: typeof followProgress = (progress, at) => {
    followProgress(progress, at);
    transcript.endedAt = run.now;
  };

  charge(null, { kind: 'flow.run', description: world.flow });

  return {
    async perform(effect, at, progress, input) {
      follow(progress, at);
      effects += 1;
      if (effects > MAX_EFFECTS || characters > MAX_CHARACTERS) {
        throw new StepFailed('simulation_limit', 'The flow does more than a simulation shows');
      }
      transcript.workflowSteps += 1;
      return effect.simulate(run, at, input);
    },

    async end(progress, outcome) {
      follow(progress, null);
      transcript.outcome = outcome;
    },

    async fail(at, progress, { code, detail }) {
      follow(progress, at);
      transcript.status = 'failed';
      transcript.error = { code, detail, step: at.step };
    },
  };
}
