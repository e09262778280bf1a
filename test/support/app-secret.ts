/** Returns an app secret in Meta's form: 32 hex digits. */
export const newAppSecret = (): string => crypto.randomUUID().replaceAll('-', '');

/** The default app secret. Several numbers have it, as numbers of one app do. */
export const APP_SECRET = '5eaf00d5c0ffee5ea5000000000000a1';
