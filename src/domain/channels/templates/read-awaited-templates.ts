import type { Deps } from '../../ports';
import { syncTemplates } from './sync-templates';

/** Webhooks tell of an approval at once; this is for a lost one, and for an app whose webhooks go elsewhere. */
const READ_EVERY_MS = 600_000;
/** Each costs a call to Meta. */
const MAX_CHANNELS = 20;

/** Reads from Meta the templates on which flows wait to become active. Returns the number of channels that were read. */
export async function readAwaitedTemplates(
  deps: Pick<Deps, 'encryptor' | 'log' | 'now' | 'templates' | 'whatsapp'>,
): Promise<number> {
  const channels = await deps.templates.listAwaited(deps.now() - READ_EVERY_MS, MAX_CHANNELS);
  const read = await Promise.all(
    channels.map(async (channel) => {
      const synced = await syncTemplates(deps, channel);
      if (!synced.ok) deps.log('templates_not_read', { channel_id: channel.channelId, code: synced.code });
      return synced.ok;
    }),
  );
  return read.filter(Boolean).length;
}
