import type { LoadedRun } from '../../../db/run-log';
import type { JsonObject } from '../../../shared/json';
import { canonicalObject } from '../../canonical-object';
import { noReply, replyOf } from '../../messages/reply';
import type { Deps } from '../../ports';
import { performCharge } from '../steps/charge/perform';
import { performGetObject } from '../steps/get-object/perform';
import { performHandOver } from '../steps/hand-over/perform';
import { performSend } from '../steps/send-message/perform';
import type { SendResult } from '../steps/send-message/send-attempt';
import { performStartFlow } from '../steps/start-flow/perform';
import { performUpdateObject } from '../steps/update-object/perform';
import type { DurableRuntime } from './durable-runtime';
import { type Effects, RunEnded, type StepIteration } from './effects';
import { endRun, failRun } from './end';
import { performWaitForReply, performWaitUntil, suspendBeforeSend, waitForPush } from './suspend';

/** The merchant's getObject is asked again after these (contract.md, section 4). */
const GET_OBJECT_RETRIES_MS = [500, 2_000, 8_000];
/** Meta's passing errors: about 25 minutes in all, the longest being its own maintenance windows. */
const SEND_RETRIES_MS = [5_000, 20_000, 80_000, 300_000, 1_200_000];
/** Effects that are rows of ours only fail when D1 does. */
const WRITE_RETRIES_MS = [500, 2_000, 8_000, 30_000];

/** What an effect's verb needs to know of its run. */
export type EffectContext = {
  deps: Deps;
  loaded: LoadedRun;
  durable: DurableRuntime;
  accountId: string;
  requestId: string;
};

/**
 * The effects of a real run. A result that the log holds is given back as it is, so a run that begins again, even in
 * another instance, repeats nothing.
 */
export function durableEffects(deps: Deps, loaded: LoadedRun, durable: DurableRuntime): Effects {
  const { accountId, requestId } = loaded.request;
  const context: EffectContext = { deps, loaded, durable, accountId, requestId };

  const recorded = (at: StepIteration): JsonObject | null =>
    loaded.steps.find(({ step, iteration }) => step === at.step && iteration === at.iteration)?.result ?? null;

  /** `action` answers null when the request has ended meanwhile: an error would be retried by the platform. */
  const once = async <Result>(
    at: StepIteration,
    retriesMs: number[],
    action: (last: boolean) => Promise<JsonObject | null>,
    round = '',
  ): Promise<Result> => {
    const known = recorded(at);
    if (known) return known as Result;
    const result = await durable.do(`${at.step}#${at.iteration}${round}`, retriesMs, async (last) => {
      return (await action(last)) ?? { ended: true };
    });
    if (result.ended === true) throw new RunEnded();
    return result as Result;
  };

  return {
    getObject(at, progress, input) {
      const object = canonicalObject(loaded.store, input.object);
      return once(at, GET_OBJECT_RETRIES_MS, (last) => performGetObject(context, at, progress, { object }, last));
    },

    async sendMessage(at, progress, input) {
      let lost = 0;
      let waits = 0;
      for (let rest = progress; ; rest = { completedSteps: [], patch: {} }) {
        const round = waits === 0 ? '' : ` ${waits}`;
        const sent = await once<SendResult>(
          at,
          SEND_RETRIES_MS,
          (last) => performSend({ context, at, progress: rest, input: { ...input, lostAnswers: lost }, last }),
          round,
        );
        if (sent.kind !== 'held') return sent;
        waits += 1;
        if (sent.why === 'answer_lost') lost += 1;
        await suspendBeforeSend(context, { ...at, detail: sent.detail }, rest, sent);
      }
    },

    charge: (at, progress, input) => once(at, WRITE_RETRIES_MS, () => performCharge(context, at, progress, input)),

    startFlow: (at, progress, input) =>
      once(at, WRITE_RETRIES_MS, () => performStartFlow(context, at, progress, input)),

    async updateObject(at, progress, input) {
      const known = recorded(at);
      if (known) return known as Awaited<ReturnType<Effects['updateObject']>>;
      const accepted = await once<{ now: number; state: 'accepted' }>(at, WRITE_RETRIES_MS, () =>
        performUpdateObject(context, at, progress, { ...input, object: canonicalObject(loaded.store, input.object) }),
      );
      return input.wait ? waitForPush(context, at) : accepted;
    },

    async waitForReply(at, progress, input) {
      const known = recorded(at);
      const { result, reply } = known
        ? {
            result: known,
            reply: loaded.replies.find(({ step, iteration }) => step === at.step && iteration === at.iteration),
          }
        : await performWaitForReply(context, at, progress, input);
      const { now, variables } = result as { now: number; variables: JsonObject };
      const undelivered = result.undelivered === 1;
      return { now, variables, reply: reply ? replyOf(reply) : noReply(result.opted_out === 1), undelivered };
    },

    async waitUntil(at, progress, { until }) {
      const result = recorded(at) ?? (await performWaitUntil(context, at, progress, until));
      return result as { now: number; variables: JsonObject };
    },

    async handOver(at, progress, input) {
      const result = recorded(at) ?? (await performHandOver(context, at, progress, input));
      return result as { now: number; variables: JsonObject; resume: string };
    },

    end: (progress, outcome) => endRun(context, progress, outcome),
    fail: (at, progress, error) => failRun(context, at, progress, error),
  };
}
