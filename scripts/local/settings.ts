import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { parseEnv } from 'node:util';

/**
 * Writes the settings of a local Worker and returns its tokens. Secrets that the file already holds are kept, so that stored
 * values can still be decrypted; the addresses of the stand-ins are always new.
 */
export function writeSettings(
  file: string,
  standins: { meta: string; shopify: string; qapla: string },
): { ADMIN_TOKEN: string } {
  const known = existsSync(file) ? parseEnv(readFileSync(file, 'utf8')) : {};
  const settings = {
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
