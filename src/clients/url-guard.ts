const MAX_URL_LENGTH = 2_048;
const ALLOWED_PORTS = ['', '443', '8443'];
/** Names that lead inside a network or nowhere (RFC 6761, 6762, 8375 and the clouds' metadata hosts). */
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

/** The WHATWG parser folds every spelling of an IPv4 address to four decimals, and keeps IPv6 in brackets. */
const isIpAddress = (host: string): boolean => host.startsWith('[') || /^[\d.]+$/.test(host) || /(^|\.)\d+$/.test(host);

const isSameOrSubdomain = (host: string, suffix: string): boolean => host === suffix || host.endsWith(`.${suffix}`);

/**
 * Says why a merchant's URL may not be called, or null (delivery.md, "Where calls may go"): https only, ports 443 and
 * 8443, no credentials, and a public name: no address in any spelling, nothing inside a network, not this deployment.
 * `allowPrivate` lifts all of it but the form, for local development.
 */
export function urlRejectionReason(text: string, { allowPrivate, ownHost }: UrlPolicy): string | null {
  if (text.length > MAX_URL_LENGTH) return `A URL may have ${MAX_URL_LENGTH} characters`;
  // The parser drops these in silence, so that what is read is not what is called.
  if (/[\s\p{Cc}\\]/u.test(text)) return 'The URL has white space, control characters or backslashes';
  if (!URL.canParse(text)) return 'The URL cannot be read';
  const url = new URL(text);
  if (url.protocol !== 'https:' && !(allowPrivate && url.protocol === 'http:'))
    return 'The URL must begin with https://';
  if (url.username !== '' || url.password !== '' || /^[a-z]+:\/\/[^/?#]*@/i.test(text)) {
    return 'The URL may not hold a user or password';
  }
  if (allowPrivate) return null;
  if (!ALLOWED_PORTS.includes(url.port)) return 'The port must be 443 or 8443';
  const host = url.hostname.replace(/\.+$/, '').toLowerCase();
  if (isIpAddress(host)) return 'The host must be a name, not an address';
  if (!host.includes('.') || PRIVATE_SUFFIXES.some((suffix) => isSameOrSubdomain(host, suffix))) {
    return 'The host must be public';
  }
  if (ownHost !== null && isSameOrSubdomain(host, ownHost)) return 'The host is this service itself';
  return null;
}
