import type { SetUpRows } from '../../../../../db/set-up';
import type { Store } from '../../../../../db/stores';
import { openWebhookKey } from '../../../../../domain/stores/make-webhook-key';
import type { Sealer } from '../../../../../shared/seal';
import { presentStore } from '../../../../resources/store';

/** The key in the address of a shop's webhooks, and until when it works; `ended` where it does no more. */
export type WebhookAddress = { key: string; endsAt: number | null } | 'none' | 'ended';

/** A store as its card shows it. */
export type PageStore = { row: Store; shown: Awaited<ReturnType<typeof presentStore>>; address: WebhookAddress };

async function addressOf(sealer: Sealer, store: Store, working: SetUpRows['webhookKeys']): Promise<WebhookAddress> {
  if (store.webhookKey === null) return 'none';
  const known = working.find(({ keyId }) => keyId === store.webhookKeyId);
  const key = known ? await openWebhookKey({ sealer }, store) : null;
  return known && key !== null ? { key, endsAt: known.expiresAt } : 'ended';
}

/** `working` are the keys of webhooks' addresses that work. */
export const pageStore = async (
  row: Store,
  { sealer, zone, working }: { sealer: Sealer; zone: string; working: SetUpRows['webhookKeys'] },
): Promise<PageStore> => ({
  row,
  shown: await presentStore(row, sealer, zone),
  address: await addressOf(sealer, row, working),
});
