import type { Channel } from '../../db/channels';
import { unpaste } from '../../shared/unpaste';
import type { Deps } from '../ports';
import { secretPlace } from '../stores/endpoint-headers';

/** An app secret as Meta writes it, from one that was pasted with spaces, line breaks, quotes or in capitals. */
export const cleanAppSecret = (pasted: string): string => unpaste(pasted).toLowerCase();

/** Meta's app secrets have 32 hex digits. */
export const APP_SECRET = /^[0-9a-f]{32}$/;

/**
 * Decrypts a channel's app secret. Channels made before app secrets were checked may hold one as it was pasted: it is
 * cleaned here, so that their webhooks are accepted without anybody saving them again.
 */
export async function openAppSecret(
  { sealer }: Pick<Deps, 'sealer'>,
  { channelId, appSecret }: Pick<Channel, 'channelId' | 'appSecret'>,
): Promise<string> {
  const stored = await sealer.open(appSecret, secretPlace(channelId, 'app_secret'));
  const cleaned = cleanAppSecret(stored);
  return APP_SECRET.test(cleaned) ? cleaned : stored;
}
