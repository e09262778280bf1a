import { base64Decode } from '../../../../shared/crypto/encoding';
import { constantTimeEqual, hmacSha256 } from '../../../../shared/crypto/hmac';

/** Whether `aftership-hmac-sha256` is the base64 HMAC-SHA256 of the raw body under the webhook secret. */
export async function isSignedByAftership(
  bytes: Uint8Array<ArrayBuffer>,
  signature: string | null,
  secret: string,
): Promise<boolean> {
  const given = signature === null ? null : base64Decode(signature.trim());
  return given !== null && constantTimeEqual(await hmacSha256(secret, bytes), given);
}
