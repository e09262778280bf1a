import type { Deps } from '../../src/domain/ports';
import { NOT_VERIFIED } from '../../src/domain/pushes/verify-push';
import { newRequest } from '../../src/domain/requests/new-request';
import { newId } from '../../src/shared/ids';
import type { JsonObject } from '../../src/shared/json';

const YEAR_MS = 365 * 86_400_000;

/** Accepts a push as a flow's step does, without a run behind it; its row says whether it is blocked. */
export async function acceptPush(
  deps: Deps,
  to: { accountId: string; idStore: string; objectId: string; variables: JsonObject; verify?: boolean },
) {
  const now = deps.now();
  const { accountId, idStore, objectId, variables } = to;
  const request = newRequest({
    accountId,
    flow: 'flow',
    flowVersion: 1,
    userKey: 'u',
    idStore,
    object: null,
    variables: {},
    cause: null,
    now,
  });
  await deps.requests.insert(request, null);
  const { requestId } = request;
  const { push } = await deps.runLog.writePush({
    accountId,
    requestId,
    at: { step: 'push', visit: 1, seq: 1, kind: 'update_object', detail: {} },
    progress: { passed: [], patch: {} },
    result: { state: 'accepted' },
    now,
    wakeAt: now + YEAR_MS,
    push: {
      pushId: newId('psh'),
      accountId,
      idStore,
      requestId,
      step: 'push',
      visit: 1,
      flow: 'flow',
      userKey: 'u',
      objectType: 'order',
      objectId,
      variables,
      attempts: 0,
      attemptsBefore: 0,
      nextAt: now,
      heldUntil: now + 30_000,
      lastError: null,
      createdAt: now,
      updatedAt: now,
      deliveredAt: null,
      verification: to.verify ? NOT_VERIFIED : null,
    },
  });
  if (!push) throw new Error('the push was not accepted');
  return push;
}
