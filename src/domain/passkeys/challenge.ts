import { base64UrlDecode, base64UrlEncode } from '../../shared/crypto/encoding';
import { constantTimeEqual, hmacSha256 } from '../../shared/crypto/hmac';

/** How long a challenge can be answered. */
export const CHALLENGE_MS = 5 * 60_000;

const RANDOM_BYTES = 16;
const TIME_BYTES = 6;
const TAG_BYTES = 16;
const HEAD_BYTES = RANDOM_BYTES + TIME_BYTES;

/** What a challenge is for: a sign-in, a new passkey of one person, or the proof that it is still the person who signed in. */
export type ChallengePurpose = 'sign-in' | `register:${string}` | `confirm:${string}`;
export type ChallengeKeys = { key: string; previousKey: string | undefined };

const tagOf = async (key: string, purpose: ChallengePurpose, head: Uint8Array): Promise<Uint8Array> =>
  (await hmacSha256(`passkey-challenge:${key}`, `${purpose}.${base64UrlEncode(head)}`)).subarray(0, TAG_BYTES);

/**
 * Makes a challenge, base64url: random bytes, the time and a tag of both. Nothing is stored before it is answered, so that
 * visitors of the sign-in page write nothing.
 */
export async function makeChallenge({ key }: ChallengeKeys, purpose: ChallengePurpose, now: number): Promise<string> {
  const bytes = new Uint8Array(HEAD_BYTES + TAG_BYTES);
  crypto.getRandomValues(bytes.subarray(0, RANDOM_BYTES));
  const view = new DataView(bytes.buffer);
  view.setUint16(RANDOM_BYTES, Math.floor(now / 2 ** 32));
  view.setUint32(RANDOM_BYTES + 2, now % 2 ** 32);
  bytes.set(await tagOf(key, purpose, bytes.subarray(0, HEAD_BYTES)), HEAD_BYTES);
  return base64UrlEncode(bytes);
}

/** Returns when a challenge expires; null if we did not make it for this purpose, or it has expired. */
export async function expiryOfChallenge(
  { key, previousKey }: ChallengeKeys,
  purpose: ChallengePurpose,
  challenge: string,
  now: number,
): Promise<number | null> {
  const bytes = base64UrlDecode(challenge);
  if (bytes?.length !== HEAD_BYTES + TAG_BYTES) return null;
  const head = bytes.subarray(0, HEAD_BYTES);
  const tags = await Promise.all(
    [key, previousKey].filter((each) => each !== undefined).map((each) => tagOf(each, purpose, head)),
  );
  if (!tags.some((tag) => constantTimeEqual(tag, bytes.subarray(HEAD_BYTES)))) return null;
  const view = new DataView(bytes.buffer);
  const madeAt = view.getUint16(RANDOM_BYTES) * 2 ** 32 + view.getUint32(RANDOM_BYTES + 2);
  const expiresAt = madeAt + CHALLENGE_MS;
  return madeAt <= now + CHALLENGE_MS && expiresAt > now ? expiresAt : null;
}
