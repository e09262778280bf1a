const MAX_URL_LENGTH = 2_048;
const ALLOWED_PORTS = ['', '443', '8443'];
/** Domains that are never public (RFC 6761, 6762, 8375, and the metadata hosts of cloud providers). */
const PRIVATE_SUFFIXES = [
  'localhost',
  'local',
  'internal',
  'intranet',
  'lan',
  'home',
  'corp',
  'private',
  'home.arpa',
  'test',
  'invalid',
  'example',
  'onion',
  'arpa',
];

export type UrlPolicy = { allowPrivate: boolean; ownHost: string | null };

/** The WHATWG parser normalizes every form of an IPv4 address to four decimals, and keeps IPv6 in brackets. */
const isIpAddress = (host: string): boolean => host.startsWith('[') || /^[\d.]+$/.test(host) || /(^|\.)\d+$/.test(host);

const isSameOrSubdomain = (host: string, suffix: string): boolean => host === suffix || host.endsWith(`.${suffix}`);

/**
 * Returns why a merchant's URL must not be called, or null if it may be. A URL must use https and port 443 or 8443, have no
 * credentials, and name a public host: no IP address, no private domain, not this deployment. For local development,
 * `allowPrivate` allows http and every host and port.
 */
export function urlRejectionReason(text: string, { allowPrivate, ownHost }: UrlPolicy): string | null {
  if (text.length > MAX_URL_LENGTH) return `The URL must have at most ${MAX_URL_LENGTH} characters`;
  // The parser drops or converts these silently, so the called URL would differ from the text.
  if (/[\s\p{Cc}\\]/u.test(text)) return 'The URL must not contain whitespace, control characters or backslashes';
  if (!URL.canParse(text)) return 'The URL is not valid';
  const url = new URL(text);
  if (url.protocol !== 'https:' && !(allowPrivate && url.protocol === 'http:'))
    return 'The URL must start with https://';
  if (url.username !== '' || url.password !== '' || /^[a-z]+:\/\/[^/?#]*@/i.test(text)) {
    return 'The URL must not contain a user name or password';
  }
  if (allowPrivate) return null;
  if (!ALLOWED_PORTS.includes(url.port)) return 'The port must be 443 or 8443';
  const host = url.hostname.replace(/\.+$/, '').toLowerCase();
  if (isIpAddress(host)) return 'The host must be a name, not an IP address';
  if (!host.includes('.') || PRIVATE_SUFFIXES.some((suffix) => isSameOrSubdomain(host, suffix))) {
    return 'The host must be public';
  }
  if (ownHost !== null && isSameOrSubdomain(host, ownHost)) return 'The host must not be this service';
  return null;
}
