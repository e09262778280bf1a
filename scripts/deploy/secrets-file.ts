import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { parseEnv } from 'node:util';

/** How each secret of a deployment is made. */
const SECRETS: Record<string, () => string> = {
  ADMIN_TOKEN: () => randomBytes(24).toString('hex'),
  SECRETS_KEY: () => randomBytes(32).toString('base64'),
  META_VERIFY_TOKEN: () => randomBytes(16).toString('hex'),
};
export const SECRET_NAMES = Object.keys(SECRETS);

/** Reads the secrets in a file; those that it lacks are not made. */
export const readSecrets = (file: string): Record<string, string | undefined> =>
  existsSync(file) ? parseEnv(readFileSync(file, 'utf8')) : {};

/**
 * Returns the secrets of these names: those in the file, and new ones, which it adds to the file with `more`. They are in the file before
 * anything uses them, so that none is lost if the deployment is interrupted. Only its owner may read it.
 */
export function keepSecrets(file: string, names: string[], more: Record<string, string> = {}): Record<string, string> {
  const known = readSecrets(file);
  const secrets = Object.fromEntries(names.map((name) => [name, known[name] ?? SECRETS[name]?.() ?? '']));
  const all = Object.entries({ ...known, ...secrets, ...more });
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  writeFileSync(file, all.map(([name, value]) => `${name}=${value}\n`).join(''), { mode: 0o600 });
  return secrets;
}
