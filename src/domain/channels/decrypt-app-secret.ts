import type { Channel } from '../../db/channels/channels';
import { aadFor } from '../../shared/crypto/encryption';
import { cleanPasted } from '../../shared/text/clean-pasted';
import type { Deps } from '../ports';

/** Meta's app secrets have 32 hex digits, in lower case. */
export const APP_SECRET_PATTERN = /^[0-9a-f]{32}$/;

/** Returns an app secret without the characters that pasting adds, in lower case. */
export const cleanAppSecret = (pasted: string): string => cleanPasted(pasted).toLowerCase();

/**
 * Decrypts a channel's app secret, and cleans it: channels that were created before app secrets were validated may hold one
 * as it was pasted.
 */
export async function decryptAppSecret(
  encryptor: Pick<Deps['encryptor'], 'decrypt'>,
  { channelId, appSecret }: Pick<Channel, 'channelId' | 'appSecret'>,
): Promise<string> {
  const decrypted = await encryptor.decrypt(appSecret, aadFor(channelId, 'app_secret'));
  const cleaned = cleanAppSecret(decrypted);
  return APP_SECRET_PATTERN.test(cleaned) ? cleaned : decrypted;
}
