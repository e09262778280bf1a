import type { NewWait } from '../../../../db/run-log/open-wait-statements';
import type { RunProgress } from '../../../../db/runs/run-statements';
import { newId } from '../../../../shared/crypto/ids';
import { describeError } from '../../../../shared/errors/describe-error';
import type { Held } from '../../../../shared/flows/statuses';
import { waitKey } from '../../../../shared/flows/wait-key';
import type { JsonObject } from '../../../../shared/json/json';
import type { ObjectRef } from '../../../canonical-object';
import { NOT_VERIFIED } from '../../../pushes/verify-push';
import { QUEUE_DELIVERY_GRACE_MS } from '../../../queue-times';
import { STALL_MS } from '../../../requests/next-check-times';
import { isShipment } from '../../../shipments/releases/is-shipment';
import { shipmentVariables } from '../../../shipments/releases/shipment-variables';
import type { DurableRun } from '../../engine/durable-run';
import type { StepIteration } from '../../engine/step-iteration';
import { newWait, suspend } from '../../engine/suspend';

export type PushInput = { object: ObjectRef; variables: JsonObject; wait: boolean; verify: boolean };
export type PushStepResult = {
  now: number;
  variables?: JsonObject;
  state: 'accepted' | 'delivered' | 'unverified' | 'dead' | 'cancelled';
  /** Requests of earlier versions lack it. */
  held?: Held | null;
};

/** Returns the wait of a step for the end of its push. */
const pushWait = (run: DurableRun, at: StepIteration, detail: JsonObject, now: number): NewWait =>
  newWait(run, { ...at, detail }, { deadline: null, wait: { for: 'delivery' } }, now);

/**
 * Writes a push with its step, whose wait it opens, and queues its delivery; if queueing fails the sweep delivers it. Returns
 * null when the request has ended.
 */
export async function performUpdateObject(
  run: DurableRun,
  at: StepIteration,
  progress: RunProgress,
  { object, variables: given, wait, verify }: PushInput,
): Promise<JsonObject | null> {
  const { deps, loaded, accountId, requestId } = run;
  const { storeId, flow, userKey } = loaded.request;
  const variables = isShipment(object)
    ? await shipmentVariables(deps, { accountId, storeId, shipmentId: object.id }, given)
    : given;
  const now = deps.now();
  const detail = { object, variables };
  const result = { state: 'accepted', now };
  const written = await deps.runLog.writePush({
    accountId,
    requestId,
    at: { ...at, detail },
    progress,
    // The result of a step that waits is the end of the push, which the wait writes.
    ...(wait ? { wait: pushWait(run, at, detail, now) } : { result }),
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
  if (written.settled) run.openedWaits.set(waitKey(at), written.settled);
  if (written.push?.state === 'pending') {
    await deps.queuePushes([{ pushId: written.push.pushId, accountId, delayMs: 0 }]).catch((error: unknown) => {
      deps.log('push_not_queued', { push_id: written.push?.pushId ?? '', error: describeError(error) });
    });
  }
  return result;
}

/** Suspends the run until the step's push has ended, and returns the push's final state. */
export async function waitForPush(run: DurableRun, at: StepIteration): Promise<PushStepResult> {
  const noProgress: RunProgress = { completedSteps: [], patch: {} };
  const { result } = await suspend(run, noProgress, pushWait(run, at, {}, run.deps.now()));
  return result as PushStepResult;
}
