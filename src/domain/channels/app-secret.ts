import { z } from 'zod';
import type { Channel } from '../../db/channels';
import { cleanPasted } from '../../shared/clean-pasted';
import { aadFor } from '../../shared/encryption';
import type { Deps } from '../ports';

/** Meta's app secrets have 32 hex digits, in lower case. */
const APP_SECRET = /^[0-9a-f]{32}$/;

const clean = (pasted: string): string => cleanPasted(pasted).toLowerCase();

/** Accepts an app secret that was pasted with spaces, line breaks, quotes or in capitals. */
export const AppSecret = z
  .string()
  .overwrite(clean)
  .regex(APP_SECRET, 'must be the 32 hex digits that Meta shows under App settings > Basic');

/**
 * Decrypts a channel's app secret, and cleans it: channels that were created before app secrets were validated may hold one
 * as it was pasted.
 */
export async function decryptAppSecret(
  encryptor: Pick<Deps['encryptor'], 'decrypt'>,
  { channelId, appSecret }: Pick<Channel, 'channelId' | 'appSecret'>,
): Promise<string> {
  const decrypted = await encryptor.decrypt(appSecret, aadFor(channelId, 'app_secret'));
  const cleaned = clean(decrypted);
  return APP_SECRET.test(cleaned) ? cleaned : decrypted;
}
