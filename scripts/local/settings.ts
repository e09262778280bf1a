import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { parseEnv } from 'node:util';

/** Makes the keys of a deployment for notifications of browsers (RFC 8292). */
function newVapidKeys(): { VAPID_PUBLIC_KEY: string; VAPID_PRIVATE_KEY: string } {
  const {
    d = '',
    x = '',
    y = '',
  } = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ format: 'jwk' });
  const point = Buffer.concat([Buffer.from([4]), Buffer.from(x, 'base64url'), Buffer.from(y, 'base64url')]);
  return { VAPID_PUBLIC_KEY: point.toString('base64url'), VAPID_PRIVATE_KEY: d };
}

/**
 * Writes the settings of a local Worker and returns its tokens. Secrets that the file already holds are kept, so that stored
 * values can still be decrypted; the addresses of the stand-ins are always new.
 */
export function writeSettings(
  file: string,
  standins: { meta: string; shopify: string; qapla: string },
): { ADMIN_TOKEN: string } {
  const known = existsSync(file) ? parseEnv(readFileSync(file, 'utf8')) : {};
  const { VAPID_PUBLIC_KEY, VAPID_PRIVATE_KEY } = known;
  const settings = {
    ...(VAPID_PUBLIC_KEY && VAPID_PRIVATE_KEY ? { VAPID_PUBLIC_KEY, VAPID_PRIVATE_KEY } : newVapidKeys()),
    VAPID_SUBJECT: 'mailto:push@shop.example',
    ADMIN_TOKEN: known.ADMIN_TOKEN ?? randomBytes(24).toString('hex'),
    SECRETS_KEY: known.SECRETS_KEY ?? randomBytes(32).toString('base64'),
    META_VERIFY_TOKEN: 'abcd1234',
    META_GRAPH_URL: standins.meta,
    META_GRAPH_VERSION: 'v25.0',
    SHOPIFY_ADMIN_URL: `${standins.shopify}/{store}`,
    SHOPIFY_API_VERSION: '2026-10',
    QAPLA_URL: standins.qapla,
    ALLOW_PRIVATE_ENDPOINTS: 'true',
  };
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(
    file,
    `${Object.entries(settings)
      .map(([name, value]) => `${name}=${value}`)
      .join('\n')}\n`,
    { mode: 0o600 },
  );
  return settings;
}
