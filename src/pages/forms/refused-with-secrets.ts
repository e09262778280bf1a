import type { Context } from 'hono';
import type { AppEnv } from '../../http/request/app-env';
import { fieldNameOf } from './field-name-of';
import type { FormErrors } from './form-errors';
import { keepSecrets } from './kept-secrets';

/** Adds to a rejected form the secrets that are not themselves refused, encrypted. */
export async function refusedWithSecrets(
  c: Context<AppEnv>,
  errors: FormErrors,
  secrets: Record<string, string>,
): Promise<FormErrors> {
  const refused = new Set(errors.issues.map(({ path }) => fieldNameOf(path)));
  const kept = Object.entries(secrets).filter(([name]) => !refused.has(name));
  if (kept.length === 0) return errors;
  const value = await keepSecrets(c, errors.form, Object.fromEntries(kept));
  return { ...errors, kept: { value, fields: kept.map(([name]) => name) } };
}
