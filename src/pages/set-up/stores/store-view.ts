import type { SetUpRows } from '../../../db/pages/set-up';
import type { Store } from '../../../db/stores/stores';
import { decryptWebhookKey } from '../../../domain/stores/webhook-key';
import { presentStore } from '../../../http/resources/store';
import type { Encryptor } from '../../../shared/crypto/encryption';

/** The key in a store's webhook URLs and its expiry; `ended` if it no longer works. */
export type WebhookAddress = { key: string; endsAt: number | null } | 'none' | 'ended';

/** A store for its card. */
export type StoreView = { row: Store; presented: Awaited<ReturnType<typeof presentStore>>; address: WebhookAddress };

async function addressOf(
  encryptor: Encryptor,
  store: Store,
  working: SetUpRows['webhookKeys'],
): Promise<WebhookAddress> {
  if (store.webhookKey === null) return 'none';
  const webhookKey = working.find(({ keyId }) => keyId === store.webhookKeyId);
  const key = webhookKey ? await decryptWebhookKey({ encryptor }, store) : null;
  return webhookKey && key !== null ? { key, endsAt: webhookKey.expiresAt } : 'ended';
}

/** `working` are the active webhook keys. */
export const presentStoreView = async (
  row: Store,
  { encryptor, zone, working }: { encryptor: Encryptor; zone: string; working: SetUpRows['webhookKeys'] },
): Promise<StoreView> => ({
  row,
  presented: await presentStore(row, encryptor, zone),
  address: await addressOf(encryptor, row, working),
});
