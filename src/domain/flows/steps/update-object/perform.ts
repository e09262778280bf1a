import type { Progress } from '../../../../db/run-statements';
import { describeError } from '../../../../shared/describe-error';
import { newId } from '../../../../shared/ids';
import type { JsonObject } from '../../../../shared/json';
import type { ObjectRef } from '../../../canonical-object';
import { NOT_VERIFIED } from '../../../pushes/verify-push';
import { QUEUE_HOLD_MS } from '../../../queue-times';
import { STALL_MS } from '../../../requests/wake-times';
import type { EffectContext } from '../../engine/durable-effects';
import type { At } from '../../engine/effects';

/** Accepts a push: its row is written with its cause, then a wake-up is queued; if that fails the sweeper sends it. */
export async function performUpdate(
  { deps, loaded, accountId, requestId }: EffectContext,
  at: At,
  progress: Progress,
  { object, variables, wait, verify }: { object: ObjectRef; variables: JsonObject; wait: boolean; verify: boolean },
): Promise<JsonObject | null> {
  const now = deps.now();
  const result = { state: 'accepted', now };
  const { idStore, flow, userKey } = loaded.request;
  const written = await deps.runLog.writePush({
    accountId,
    requestId,
    at: { ...at, detail: { object, variables } },
    progress,
    // The result of a step that waits is the push's end, which the wait writes.
    result: wait ? null : result,
    now,
    wakeAt: now + STALL_MS,
    push: {
      pushId: newId('psh'),
      accountId,
      idStore,
      requestId,
      step: at.step,
      visit: at.visit,
      flow,
      userKey,
      objectType: object.type,
      objectId: object.id,
      variables,
      attempts: 0,
      attemptsBefore: 0,
      nextAt: now,
      heldUntil: now + QUEUE_HOLD_MS,
      lastError: null,
      createdAt: now,
      updatedAt: now,
      deliveredAt: null,
      verification: verify ? NOT_VERIFIED : null,
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
