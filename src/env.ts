import { z } from 'zod';

const encryptionKey = z.string().refine((text) => /^[A-Za-z0-9+/]{43}=$/.test(text), 'must be 32 bytes in base64');

/** Every setting of a deployment (contract.md, section 7): the one place that knows their names. */
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

const DATABASE_BINDING = /^DB_([1-9]\d{0,2})$/;

const databasesByEnv = new WeakMap<object, Map<number, D1Database>>();

/** The bound databases by number: `DB` is 0, and `DB_1`, `DB_2` … are there where a deployment has more than one. */
export function databasesOf(env: Env): Map<number, D1Database> {
  let databases = databasesByEnv.get(env);
  if (!databases) {
    const more = Object.entries(env).flatMap(([name, binding]): [number, D1Database][] => {
      const number = DATABASE_BINDING.exec(name)?.[1];
      return number === undefined ? [] : [[Number(number), binding as D1Database]];
    });
    databases = new Map([[0, env.DB], ...more.toSorted(([a], [b]) => a - b)]);
    databasesByEnv.set(env, databases);
  }
  return databases;
}

const checksByEnv = new WeakMap<object, SettingsCheck>();

/** Reads the settings once for each environment object of the isolate. */
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
