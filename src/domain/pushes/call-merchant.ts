import type { Push } from '../../db/pushes/pushes';
import type { Store } from '../../db/stores/stores';
import { formatInstant } from '../../shared/time/time-zone';
import type { CallResult } from '../call-result';
import { callEndpoint } from '../delivery/call-endpoint';
import type { Deps } from '../ports';
import { parseReleaseInstruction } from '../shipments/connectors/release-instruction';
import { isShipment } from '../shipments/releases/is-shipment';
import { decryptHeaders } from '../stores/endpoint-headers';
import { signingSecrets } from '../stores/signing-secrets';

const bodyOf = (push: Push, timeZone: string): string =>
  JSON.stringify({
    id: push.pushId,
    type: push.objectType,
    object_id: push.objectId,
    sequence: push.sequence,
    variables: push.variables,
    request_id: push.requestId,
    flow: push.flow,
    user_key: push.userKey,
    created_at: formatInstant(push.createdAt, timeZone),
  });

/** Sends a push to the merchant's updateObject, once; not one that says nothing that can be done with a held parcel. */
export async function callMerchant(
  deps: Pick<Deps, 'encryptor' | 'merchant' | 'now'>,
  push: Push,
  store: Store,
  timeZone: string,
): Promise<CallResult> {
  const notCalled = { status: null, retryAfter: null, answer: '', durationMs: 0, stated: null };
  if (isShipment({ type: push.objectType, id: push.objectId })) {
    const parsed = parseReleaseInstruction(push.variables);
    if (!parsed.ok) {
      const answer = JSON.stringify(parsed.problems);
      return { ...notCalled, answer, error: 'invalid_variables', outcome: 'refused' };
    }
  }
  if (!store.updateObject) return { ...notCalled, error: 'no_endpoint', outcome: 'again' };
  const now = deps.now();
  const headers = await decryptHeaders(deps.encryptor, store.storeId, store.updateObject.headers);
  return callEndpoint(deps, {
    endpoint: { ...store.updateObject, headers },
    pushId: push.pushId,
    timestamp: Math.floor(now / 1_000),
    body: bodyOf(push, timeZone),
    secrets: await signingSecrets(deps.encryptor, store, now),
  });
}
