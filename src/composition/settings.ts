const INVALID = Symbol('invalid');
/** Returns the setting, or INVALID for a value that it does not accept. */
type Read<Setting> = (value: unknown) => Setting | typeof INVALID;

/** A text that is not empty, and passes the check. */
const text =
  (check: (value: string) => boolean = () => true): Read<string> =>
  (value) =>
    typeof value === 'string' && value !== '' && check(value) ? value : INVALID;
const optional =
  <Setting>(read: Read<Setting>): Read<Setting | undefined> =>
  (value) =>
    value === undefined ? undefined : read(value);

const withDefault =
  (read: Read<string>, byDefault: string): Read<string> =>
  (value) =>
    read(value ?? byDefault);

/** 32 bytes in base64. */
const isEncryptionKey = (value: string): boolean => /^[A-Za-z0-9+/]{43}=$/.test(value);

/**
 * Every setting of a deployment; no other file reads settings from `env`. Without zod, because every isolate reads them when it
 * starts.
 */
const SETTINGS = {
  ADMIN_TOKEN: text(),
  SECRETS_KEY: text(isEncryptionKey),
  SECRETS_KEY_PREVIOUS: optional(text(isEncryptionKey)),
  META_VERIFY_TOKEN: text(),
  META_GRAPH_URL: text((url) => URL.canParse(url)),
  META_GRAPH_VERSION: text(),
  SHOPIFY_ADMIN_URL: text((url) => url.includes('{store}')),
  SHOPIFY_API_VERSION: text(),
  QAPLA_URL: withDefault(
    text((url) => URL.canParse(url)),
    'https://api.qapla.it',
  ),
  /** The keys and the contact of web push (RFC 8292): base64url, and `mailto:` or https. Without them there is none. */
  VAPID_PUBLIC_KEY: optional(text((key) => /^[\w-]{87}$/.test(key))),
  VAPID_PRIVATE_KEY: optional(text((key) => /^[\w-]{43}$/.test(key))),
  VAPID_SUBJECT: optional(text((subject) => /^(mailto:|https:\/\/)\S+$/.test(subject))),
  /** Cloudflare Access in front of the pages: the team's domain, and the audience tag of the application. */
  ACCESS_TEAM_DOMAIN: optional(text((domain) => /^[a-z0-9-]+\.cloudflareaccess\.com$/.test(domain))),
  ACCESS_AUDIENCE: optional(text((audience) => /^[\w-]{16,128}$/.test(audience))),
  ALLOW_PRIVATE_ENDPOINTS: ((value) => value === 'true') as Read<boolean>,
};
export type Settings = {
  [Name in keyof typeof SETTINGS]: Exclude<ReturnType<(typeof SETTINGS)[Name]>, typeof INVALID>;
};

/** The settings, or the names (never the values) of those that are missing or malformed. */
export type SettingsCheck = { ok: true; settings: Settings } | { ok: false; invalid: string[] };

const checksByEnv = new WeakMap<object, SettingsCheck>();

/** Checks the settings, once for each environment object of the isolate. */
export function readSettings(env: Env): SettingsCheck {
  let check = checksByEnv.get(env);
  if (!check) {
    const values = env as unknown as Record<string, unknown>;
    const read = Object.entries(SETTINGS).map(([name, readSetting]) => [name, readSetting(values[name])] as const);
    const invalid = read.filter(([, value]) => value === INVALID).map(([name]) => name);
    check =
      invalid.length === 0 ? { ok: true, settings: Object.fromEntries(read) as Settings } : { ok: false, invalid };
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
