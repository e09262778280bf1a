import type { Deps } from '../../src/domain/ports';
import { NOT_VERIFIED } from '../../src/domain/pushes/verify-push';
import { newRequest } from '../../src/domain/requests/new-request';
import { newId } from '../../src/shared/crypto/ids';
import type { JsonObject } from '../../src/shared/json/json';

const YEAR_MS = 365 * 86_400_000;

/** Accepts a push as an update_object step does, but without a run. The returned row states whether it is blocked. */
export async function acceptPush(
  deps: Deps,
  to: { accountId: string; storeId: string; objectId: string; variables: JsonObject; verify?: boolean },
) {
  const now = deps.now();
  const { accountId, storeId, objectId, variables } = to;
  const request = newRequest({
    accountId,
    flow: 'flow',
    flowVersion: 1,
    userKey: 'u',
    storeId,
    object: null,
    variables: {},
    dedupeKey: null,
    now,
  });
  await deps.requests.insert(request, null);
  const { requestId } = request;
  const { push } = await deps.runLog.writePush({
    accountId,
    requestId,
    at: { step: 'push', iteration: 1, seq: 1, kind: 'update_object', detail: {} },
    progress: { completedSteps: [], patch: {} },
    result: { state: 'accepted' },
    now,
    nextCheckAt: now + YEAR_MS,
    push: {
      pushId: newId('psh'),
      accountId,
      storeId,
      requestId,
      step: 'push',
      iteration: 1,
      flow: 'flow',
      userKey: 'u',
      objectType: 'order',
      objectId,
      variables,
      attempts: 0,
      attemptsBefore: 0,
      nextAttemptAt: now,
      visibleAt: now + 30_000,
      lastError: null,
      createdAt: now,
      updatedAt: now,
      deliveredAt: null,
      held: null,
      verification: to.verify ? NOT_VERIFIED : null,
    },
  });
  if (!push) throw new Error('the push was not accepted');
  return push;
}
