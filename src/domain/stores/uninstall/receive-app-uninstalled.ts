import { invalidMember } from '../../../shared/validation/invalid-member';
import { parseWebhookJson } from '../../events/parse-webhook-json';
import { queueEvents } from '../../events/queue-events';
import type { Context, Deps } from '../../ports';

const TOPIC = 'app/uninstalled';

/**
 * Queues a webhook that says that a shop has uninstalled the app. Its body describes the shop and is not used. Fails with
 * validation_failed (another topic), invalid_json, or unavailable when the queue does not accept it.
 */
export async function receiveAppUninstalled(
  deps: Pick<Deps, 'log' | 'now' | 'queueInbound'>,
  { account }: Context,
  { storeId, topic, bytes }: { storeId: string; topic: string | null; bytes: Uint8Array<ArrayBuffer> },
): Promise<void> {
  if (topic !== null && topic.toLowerCase().replaceAll('_', '/') !== TOPIC) {
    throw invalidMember('?action', 'topic_mismatch', `The action app is for the topic ${TOPIC}`);
  }
  parseWebhookJson(bytes);
  await queueEvents(deps, async () => [
    { type: 'app_uninstalled', account_id: account.accountId, id_store: storeId, received_at: deps.now() },
  ]);
}
