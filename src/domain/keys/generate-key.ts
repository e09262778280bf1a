import type { ApiKey } from '../../db/accounts/keys';
import { base64Encode } from '../../shared/crypto/encoding';
import { sha256Hex } from '../../shared/crypto/hmac';
import { newId } from '../../shared/crypto/ids';
import type { Scope } from './scopes';

/** Generates an API key of 192 random bits. The row holds only its SHA-256. */
export async function generateKey(input: {
  accountId: string;
  name: string;
  scopes: readonly Scope[];
  expiresAt: number | null;
  now: number;
}): Promise<{ row: ApiKey; apiKey: string }> {
  const random = base64Encode(crypto.getRandomValues(new Uint8Array(24)))
    .replaceAll('+', '-')
    .replaceAll('/', '_');
  const apiKey = `aisac_${random}`;
  const { accountId, name, scopes, expiresAt, now } = input;
  const row = {
    keyId: newId('key'),
    accountId,
    name,
    hash: await sha256Hex(apiKey),
    lastFour: apiKey.slice(-4),
    scopes: [...scopes],
    expiresAt,
    revokedAt: null,
    lastUsedAt: null,
    createdAt: now,
  };
  return { row, apiKey };
}
