import type { UpdateObjectResult } from '../../../clients/merchant';
import type { Account } from '../../../db/accounts/accounts';
import type { Store } from '../../../db/stores/stores';
import { newId } from '../../../shared/crypto/ids';
import type { JsonValue } from '../../../shared/json/json';
import { formatInstant } from '../../../shared/time/time-zone';
import type { ObjectRef } from '../../canonical-object';
import type { Deps } from '../../ports';
import { decryptHeaders } from '../endpoint-headers';
import { signingSecrets } from '../signing-secrets';
import { readForCheck } from './check-get-object';

/** The only variable that a check writes. */
export const CHECK_VARIABLE = 'aisac_check';

type TestPush = { pushId: string; sequence: number; value: string; timestamp: number; secrets: string[] };

export type TestPushes = {
  make(n: number, value: string): TestPush;
  send(push: TestPush): Promise<UpdateObjectResult>;
  /** Reads the variable back from the object; undefined if getObject does not show it. */
  readBack(): Promise<JsonValue | undefined>;
};

/** Makes and sends pushes to a store's updateObject, all of them writing `aisac_check` to `object`. */
export async function testPushes(
  deps: Pick<Deps, 'encryptor' | 'merchant' | 'now'>,
  { timeZone }: Pick<Account, 'timeZone'>,
  store: Store & { updateObject: NonNullable<Store['updateObject']> },
  object: ObjectRef,
): Promise<TestPushes> {
  const { updateObject, storeId } = store;
  const endpoint = { ...updateObject, headers: await decryptHeaders(deps.encryptor, storeId, updateObject.headers) };
  const secrets = await signingSecrets(deps.encryptor, store, deps.now());
  const requestId = newId('req');
  const now = Math.floor(deps.now() / 1_000);
  return {
    make: (n, value) => ({
      pushId: newId('psh'),
      // Rises from one check to the next, so that a merchant who compares sequences accepts the pushes of each check.
      sequence: now * 10 + n,
      value,
      timestamp: now,
      secrets,
    }),
    send: ({ pushId, sequence, value, timestamp, secrets: signedWith }) =>
      deps.merchant.updateObject({
        endpoint,
        pushId,
        timestamp,
        secrets: signedWith,
        body: JSON.stringify({
          id: pushId,
          type: object.type,
          object_id: object.id,
          sequence,
          variables: { [CHECK_VARIABLE]: value },
          request_id: requestId,
          flow: 'aisac-check',
          user_key: 'aisac-check',
          created_at: formatInstant(timestamp * 1_000, timeZone),
        }),
      }),
    readBack: async () => {
      const read = store.getObject ? await readForCheck(deps, store, object) : null;
      return read?.kind === 'found' ? read.object[CHECK_VARIABLE] : undefined;
    },
  };
}
