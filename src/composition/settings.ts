import { z } from 'zod';

const encryptionKey = z.string().refine((text) => /^[A-Za-z0-9+/]{43}=$/.test(text), 'must be 32 bytes in base64');

/** Every setting of a deployment. No other file reads settings from `env`. */
const Settings = z.object({
  ADMIN_TOKEN: z.string().min(1),
  SECRETS_KEY: encryptionKey,
  SECRETS_KEY_PREVIOUS: encryptionKey.optional(),
  META_VERIFY_TOKEN: z.string().min(1),
  META_GRAPH_URL: z.url(),
  META_GRAPH_VERSION: z.string().min(1),
  SHOPIFY_ADMIN_URL: z.string().includes('{store}'),
  SHOPIFY_API_VERSION: z.string().min(1),
  ALLOW_PRIVATE_ENDPOINTS: z
    .string()
    .optional()
    .transform((text) => text === 'true'),
});
export type Settings = z.infer<typeof Settings>;

/** The settings, or the names (never the values) of those that are missing or malformed. */
export type SettingsCheck = { ok: true; settings: Settings } | { ok: false; invalid: string[] };

const checksByEnv = new WeakMap<object, SettingsCheck>();

/** Checks the settings, once for each environment object of the isolate. */
export function readSettings(env: Env): SettingsCheck {
  let check = checksByEnv.get(env);
  if (!check) {
    const parsed = Settings.safeParse(env);
    check = parsed.success
      ? { ok: true, settings: parsed.data }
      : { ok: false, invalid: [...new Set(parsed.error.issues.map(({ path }) => String(path[0])))] };
    checksByEnv.set(env, check);
  }
  return check;
}

/** Returns the settings. Throws an error with the names of those that are missing or malformed. */
export function requireSettings(env: Env): Settings {
  const check = readSettings(env);
  if (!check.ok) throw new Error(`Missing or malformed settings: ${check.invalid.join(', ')}`);
  return check.settings;
}
