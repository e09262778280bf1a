import { base64Decode, base64Encode } from './encoding';
import { hmacSha256 } from './hmac';

const PREFIX = 'whsec_';
const SECRET_BYTES = 32;

export const newWebhookSecret = (): string =>
  `${PREFIX}${base64Encode(crypto.getRandomValues(new Uint8Array(SECRET_BYTES)))}`;

/** Returns whether a text is a secret of Standard Webhooks: `whsec_` and 24 to 64 bytes in base64. */
export function isWebhookSecret(text: string): boolean {
  // atob ignores white space, which the reference library rejects.
  const isBase64 = /^whsec_[A-Za-z0-9+/]+={0,2}$/.test(text);
  const bytes = isBase64 ? base64Decode(text.slice(PREFIX.length)) : null;
  return bytes !== null && bytes.length >= 24 && bytes.length <= 64;
}

/** Returns the Standard Webhooks headers of a push, with one signature for each secret. */
export async function signWebhook(input: {
  id: string;
  /** Unix seconds of this attempt. */
  timestamp: number;
  body: string;
  secrets: string[];
}): Promise<Record<string, string>> {
  const { id, timestamp, body, secrets } = input;
  const signatures = secrets.map(async (secret) => {
    const key = base64Decode(secret.slice(PREFIX.length)) ?? new Uint8Array();
    return `v1,${base64Encode(await hmacSha256(key, `${id}.${timestamp}.${body}`))}`;
  });
  return {
    'webhook-id': id,
    'webhook-timestamp': String(timestamp),
    'webhook-signature': (await Promise.all(signatures)).join(' '),
  };
}
