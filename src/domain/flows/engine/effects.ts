import type { RunProgress, StepKey, StepRecord } from '../../../db/run-statements';
import type { JsonObject } from '../../../shared/json';
import type { ObjectRef } from '../../canonical-object';
import type { MessageForms } from '../../messages/choose-form';
import type { Reply } from '../../messages/reply';
import type { FetchedObject } from '../../stores/fetch-object';

/** Which visit of which step an effect belongs to: (request, step, visit) makes it happen once. */
export type StepIteration = Pick<StepRecord, 'step' | 'iteration' | 'seq' | 'kind'>;

/** Every result tells the time at which it was had, so that a run repeated later sees the same clock. */
type TimedResult<Result> = Promise<Result & { now: number }>;

/** A message in all forms that a step gives it: which of them goes is decided when it goes. */
export type SendInput = MessageForms & {
  to: string;
  /** The message that it answers, by our id or Meta's; true is the customer's last one. */
  replyTo: string | true | null;
  /** Whether the customer's last message is marked as read first, and shown that we write. */
  markRead: 'read' | 'typing' | null;
  onLostAnswer: 'resend' | 'hold';
  /** Whether it reminds of a question that the customer has not answered yet. */
  isReminder: boolean;
};

/**
 * What the interpreter can do to the world. A driver must answer a repeated call for the same visit with the first result,
 * writes `progress` with it, and throws `RunEnded` once the request has been cancelled.
 */
export type Effects = {
  getObject(at: StepIteration, progress: RunProgress, input: { object: ObjectRef }): TimedResult<FetchedObject>;
  sendMessage(
    at: StepIteration,
    progress: RunProgress,
    input: SendInput,
  ): TimedResult<{ kind: 'sent'; messageId: string | null } | { kind: 'failed'; code: string; detail: string }>;
  /** `asked`: the send right before it, whose failure ends the wait with `undelivered`. */
  waitForReply(
    at: StepIteration,
    progress: RunProgress,
    input: { timeoutMs: number; asked: StepKey | null },
  ): TimedResult<{ variables: JsonObject; reply: Reply; undelivered: boolean }>;
  waitUntil(at: StepIteration, progress: RunProgress, input: { until: number }): TimedResult<{ variables: JsonObject }>;
  updateObject(
    at: StepIteration,
    progress: RunProgress,
    input: { object: ObjectRef; variables: JsonObject; wait: boolean; verify: boolean },
  ): TimedResult<{ variables?: JsonObject; state: 'accepted' | 'delivered' | 'unverified' | 'dead' | 'cancelled' }>;
  charge(
    at: StepIteration,
    progress: RunProgress,
    input: { kind: string; quantity: number; unitPrice: number | null; description: string },
  ): TimedResult<{ written: true } | { written: false; code: 'no_price' | 'amount_too_large' }>;
  /** Another request for the same customer, about the same object, in the same store. */
  startFlow(
    at: StepIteration,
    progress: RunProgress,
    input: { flow: string; variables: JsonObject },
  ): TimedResult<{ kind: 'started'; requestId: string } | { kind: 'failed'; code: string; detail: string }>;
  handOver(
    at: StepIteration,
    progress: RunProgress,
    input: { note: string },
  ): TimedResult<{ variables: JsonObject; resume: string }>;
  end(progress: RunProgress, outcome: string | null): Promise<void>;
  fail(at: StepIteration, progress: RunProgress, error: { code: string; detail: string }): Promise<void>;
};

/** Thrown by a driver when the request has ended by other means: the run stops without a trace. */
export class RunEnded extends Error {}

/** Thrown by a step that can't be done; ends the run as failed unless the step says where to go then. */
export class StepFailed extends Error {
  readonly code: string;

  constructor(code: string, detail: string) {
    super(detail);
    this.code = code;
  }
}
