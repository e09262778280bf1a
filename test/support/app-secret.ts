/** An app secret of the form that Meta gives: 32 hex digits. */
export const newAppSecret = (): string => crypto.randomUUID().replaceAll('-', '');

/** The app of every number whose test does not say otherwise: several numbers have one app secret. */
export const APP_SECRET = '5eaf00d5c0ffee5ea5000000000000a1';
