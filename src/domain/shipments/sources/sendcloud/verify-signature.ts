import { hexDecode } from '../../../../shared/crypto/encoding';
import { constantTimeEqual, hmacSha256 } from '../../../../shared/crypto/hmac';

/** Whether `Sendcloud-Signature` is the hex HMAC-SHA256 of the raw body under the webhook secret. */
export async function isSignedBySendcloud(
  bytes: Uint8Array<ArrayBuffer>,
  signature: string | null,
  secret: string,
): Promise<boolean> {
  const given = signature === null ? null : hexDecode(signature.trim());
  return given !== null && constantTimeEqual(await hmacSha256(secret, bytes), given);
}
