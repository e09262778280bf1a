import type { Message } from '../../../../db/messages/messages';
import type { JsonObject } from '../../../../shared/json/json';
import { noReply, type Reply, replyOf } from '../../../messages/reply';
import type { DurableRun } from '../../engine/durable-run';
import type { StepEffect } from '../../engine/effects';
import { recordAddress } from '../../engine/record-address';
import type { StepIteration } from '../../engine/step-iteration';
import { performWaitForReply } from './perform';
import { readsReplyAddress } from './reads-reply-address';
import type { ReplyWait } from './reply-wait';

type WaitResult = { now: number; variables: JsonObject; reply: Reply; undelivered: boolean; disconnected: boolean };
type RecordedWait = {
  now: number;
  variables: JsonObject;
  opted_out?: number;
  undelivered?: number;
  disconnected?: number;
};

/**
 * Returns the reply with its address where the flow reads it. A reply whose run went on without one, because a version of the
 * Worker that knew no addresses drove it, stays without: the run would else leave its recorded path.
 */
async function withRecordedAddress({ deps, loaded }: DurableRun, at: StepIteration, reply: Message): Promise<Message> {
  const wentOn = loaded.steps.some(({ seq }) => seq > at.seq);
  return wentOn || !readsReplyAddress(loaded.definition) ? reply : recordAddress(deps, reply);
}

/** Waits for the customer's reply. */
export const waitForReplyEffect: StepEffect<ReplyWait, WaitResult> = {
  async perform(run, at, progress, input) {
    const recorded = run.recordedResult(at);
    const { result, reply } = recorded
      ? {
          result: recorded,
          reply: run.loaded.replies.find(({ step, iteration }) => step === at.step && iteration === at.iteration),
        }
      : await performWaitForReply(run, at, progress, input);
    const { now, variables, opted_out, undelivered, disconnected } = result as RecordedWait;
    return {
      now,
      variables,
      reply: reply ? replyOf(await withRecordedAddress(run, at, reply)) : noReply(opted_out === 1),
      undelivered: undelivered === 1,
      disconnected: disconnected === 1,
    };
  },

  simulate(run, at, { timeoutMs, until: instant }) {
    const { transcript, customer } = run;
    // A wait whose answer is there already suspends nothing.
    transcript.workflowSteps -= 1;
    const until = instant ?? run.now + timeoutMs;
    customer.conversation.recordWait(at.step, 'reply');
    let reply: Reply | undefined;
    run.wait({
      until,
      listens: true,
      isOver: () => {
        reply ??= customer.takeReply();
        return reply !== undefined || customer.state.optOutPending || run.now >= until;
      },
    });
    const optedOut = reply === undefined && customer.state.optOutPending;
    if (reply === undefined) customer.state.optOutPending = false;
    customer.conversation.recordResume();
    transcript.endedAt = run.now;
    return {
      now: run.now,
      variables: transcript.variables,
      reply: reply ?? noReply(optedOut),
      undelivered: false,
      disconnected: false,
    };
  },

  /** Takes the reply of this wait on record, or else the first that no wait has taken. */
  replay(run, at) {
    const recorded = run.recordedResult(at) as RecordedWait | null;
    const own = run.replies.findIndex(({ step, iteration }) => step === at.step && iteration === at.iteration);
    if (recorded && own < 0) {
      const { opted_out, undelivered, disconnected } = recorded;
      const ended = { undelivered: undelivered === 1, disconnected: disconnected === 1 };
      return { ...recorded, reply: noReply(opted_out === 1), ...ended };
    }
    const [reply] = run.replies.splice(Math.max(own, 0), 1);
    if (!reply) return run.stop();
    run.now = Math.max(run.now, reply.createdAt);
    const result = recorded ?? run.assume(at, { variables: run.variables });
    return { ...result, reply: replyOf(reply), undelivered: false, disconnected: false };
  },
};
