import { base64Decode } from '../../../shared/encoding';
import { constantTimeEqual, hmacSha256 } from '../../../shared/hmac';
import type { WebhookStore } from '../../stores/webhook-store';

/** Whether one of a store's secrets has signed these very bytes; a store without a secret is one that signs nothing. */
export async function hasValidSignature(
  { secret, retired }: WebhookStore,
  { bytes, signature, now }: { bytes: Uint8Array<ArrayBuffer>; signature: string | null; now: number },
): Promise<boolean> {
  if (secret === null) return true;
  const claimed = signature === null ? null : base64Decode(signature);
  if (claimed === null) return false;
  const secrets = [secret, ...retired.filter(({ until }) => until > now).map((each) => each.secret)];
  const matches = await Promise.all(
    secrets.map(async (each) => constantTimeEqual(await hmacSha256(each, bytes), claimed)),
  );
  return matches.includes(true);
}
