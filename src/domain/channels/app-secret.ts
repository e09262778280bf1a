import { z } from 'zod';
import type { Channel } from '../../db/channels';
import { cleanPasted } from '../../shared/clean-pasted';
import { aadFor } from '../../shared/encryption';
import type { Deps } from '../ports';

/** Meta's app secrets have 32 hex digits, in lower case. */
const APP_SECRET = /^[0-9a-f]{32}$/;

const clean = (pasted: string): string => cleanPasted(pasted).toLowerCase();

/** An app secret as Meta writes it, also of one that was pasted with spaces, line breaks, quotes or in capitals. */
export const AppSecret = z
  .string()
  .overwrite(clean)
  .regex(APP_SECRET, 'This must be the 32 hex digits that Meta shows under App settings > Basic');

/**
 * Decrypts a channel's app secret. Channels made before app secrets were checked may hold one as it was pasted: it is
 * cleaned here, so that their webhooks are accepted without anybody saving them again.
 */
export async function decryptAppSecret(
  encryptor: Pick<Deps['encryptor'], 'decrypt'>,
  { channelId, appSecret }: Pick<Channel, 'channelId' | 'appSecret'>,
): Promise<string> {
  const stored = await encryptor.decrypt(appSecret, aadFor(channelId, 'app_secret'));
  const cleaned = clean(stored);
  return APP_SECRET.test(cleaned) ? cleaned : stored;
}
