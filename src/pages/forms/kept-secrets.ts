import type { Context } from 'hono';
import { z } from 'zod';
import type { AppEnv } from '../../http/request/app-env';
import { aadFor, DecryptionError } from '../../shared/crypto/encryption';

/** How long a form keeps its secrets. */
const KEPT_MS = 15 * 60_000;
/** The hidden field with the encrypted secrets. */
export const KEPT_FIELD = 'kept';

const Kept = z.object({ secrets: z.record(z.string(), z.string()), until: z.number() });

/** A form is read in the session in which it was shown. */
const aadOf = (c: Context<AppEnv>, form: string): string =>
  aadFor(`${c.get('caller').account.accountId}/${c.get('signedIn').sessionId}`, form);

/**
 * Encrypts the secrets of a form that is shown again, so that the browser sends them back without seeing them: nobody has to paste
 * them twice, and nothing is stored. They hold for 15 minutes, in this session.
 */
export const keepSecrets = (c: Context<AppEnv>, form: string, secrets: Record<string, string>): Promise<string> => {
  const deps = c.get('deps');
  return deps.encryptor.encrypt(JSON.stringify({ secrets, until: deps.now() + KEPT_MS }), aadOf(c, form));
};

/** Returns the secrets that the submitted form has kept; none where it is too old, or belongs to another session. */
export async function keptSecrets(c: Context<AppEnv>, form: string): Promise<Record<string, string>> {
  const encrypted = c.get('form').get(KEPT_FIELD) ?? '';
  if (encrypted === '') return {};
  const deps = c.get('deps');
  try {
    const { secrets, until } = Kept.parse(JSON.parse(await deps.encryptor.decrypt(encrypted, aadOf(c, form))));
    return until > deps.now() ? secrets : {};
  } catch (error) {
    if (error instanceof DecryptionError) return {};
    throw error;
  }
}
