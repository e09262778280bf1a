import type { RunProgress } from '../../../../db/run-statements';
import { describeError } from '../../../../shared/describe-error';
import { newId } from '../../../../shared/ids';
import type { JsonObject } from '../../../../shared/json';
import type { Held } from '../../../../shared/statuses';
import type { ObjectRef } from '../../../canonical-object';
import { NOT_VERIFIED } from '../../../pushes/verify-push';
import { QUEUE_DELIVERY_GRACE_MS } from '../../../queue-times';
import { STALL_MS } from '../../../requests/next-check-times';
import type { DurableRun } from '../../engine/durable-run';
import type { StepIteration } from '../../engine/step-iteration';
import { suspend } from '../../engine/suspend';

export type PushInput = { object: ObjectRef; variables: JsonObject; wait: boolean; verify: boolean };
export type PushStepResult = {
  now: number;
  variables?: JsonObject;
  state: 'accepted' | 'delivered' | 'unverified' | 'dead' | 'cancelled';
  /** Requests of earlier versions lack it. */
  held?: Held | null;
};

/**
 * Writes a push with its step and queues its delivery; if queueing fails the sweep delivers it. Returns null when the
 * request has ended.
 */
export async function performUpdateObject(
  { deps, loaded, accountId, requestId }: DurableRun,
  at: StepIteration,
  progress: RunProgress,
  { object, variables, wait, verify }: PushInput,
): Promise<JsonObject | null> {
  const now = deps.now();
  const result = { state: 'accepted', now };
  const { storeId, flow, userKey } = loaded.request;
  const written = await deps.runLog.writePush({
    accountId,
    requestId,
    at: { ...at, detail: { object, variables } },
    progress,
    // The result of a step that waits is the end of the push, which the wait writes.
    result: wait ? null : result,
    now,
    nextCheckAt: now + STALL_MS,
    push: {
      pushId: newId('psh'),
      accountId,
      storeId,
      requestId,
      step: at.step,
      iteration: at.iteration,
      flow,
      userKey,
      objectType: object.type,
      objectId: object.id,
      variables,
      attempts: 0,
      attemptsBefore: 0,
      nextAttemptAt: now,
      visibleAt: now + QUEUE_DELIVERY_GRACE_MS,
      lastError: null,
      createdAt: now,
      updatedAt: now,
      deliveredAt: null,
      verification: verify ? NOT_VERIFIED : null,
      held: null,
    },
  });
  if (!written.live) return null;
  if (written.push?.state === 'pending') {
    await deps.queuePushes([{ pushId: written.push.pushId, accountId, delayMs: 0 }]).catch((error: unknown) => {
      deps.log('push_not_queued', { push_id: written.push?.pushId ?? '', error: describeError(error) });
    });
  }
  return result;
}

export async function waitForPush(run: DurableRun, at: StepIteration): Promise<PushStepResult> {
  const noProgress: RunProgress = { completedSteps: [], patch: {} };
  const wait = { deadline: null, waitingFor: 'delivery' as const };
  const { result } = await suspend(run, { ...at, detail: {} }, noProgress, wait, async (settling) => ({
    step: await run.deps.runWaits.settlePushWait(settling),
  }));
  return result as PushStepResult;
}
