import type { ApiKey } from '../../../../../db/keys';
import type { Store } from '../../../../../db/stores';
import { secretPlace } from '../../../../../domain/stores/endpoint-headers';
import { SealBroken, type Sealer } from '../../../../../shared/seal';
import { presentStore } from '../../../../resources/store';

/** A store as its card shows it: `address` says whether the key of its webhooks works, and what it is. */
export type PageStore = {
  row: Store;
  shown: Awaited<ReturnType<typeof presentStore>>;
  address: { key: string } | 'none' | 'ended';
};

async function addressOf(sealer: Sealer, { idStore, webhookKey, webhookKeyId }: Store, working: ApiKey[]) {
  if (webhookKey === null) return 'none';
  if (!working.some(({ keyId }) => keyId === webhookKeyId)) return 'ended';
  try {
    return { key: await sealer.open(webhookKey, secretPlace(idStore, 'webhook_key')) };
  } catch (error) {
    // The sealing key was changed and the old one is gone: another address can be made.
    if (error instanceof SealBroken) return 'ended';
    throw error;
  }
}

/** `working` are the keys of the account that work. */
export const pageStore = async (row: Store, sealer: Sealer, zone: string, working: ApiKey[]): Promise<PageStore> => ({
  row,
  shown: await presentStore(row, sealer, zone),
  address: await addressOf(sealer, row, working),
});
