import { v7 } from 'uuid';

export type IdPrefix =
  | 'acc'
  | 'key'
  | 'str'
  | 'chn'
  | 'req'
  | 'ord'
  | 'msg'
  | 'psh'
  | 'chg'
  | 'evt'
  | 'shp'
  | 'she'
  | 'cnv'
  | 'cve'
  | 'sub'
  | 'med'
  | 'qrp'
  | 'wps'
  | 'prs'
  | 'inv'
  | 'psk'
  | 'ses'
  | 'aud';

/** Crockford's base32: no i, l, o, u. */
const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz';
const LENGTH = 26;

function base32(bits: bigint): string {
  let text = '';
  for (let i = 0; i < LENGTH; i += 1) text = ALPHABET[Number((bits >> BigInt(5 * i)) & 31n)] + text;
  return text;
}

/** Returns a new id, `<prefix>_<26 characters>`: a UUID v7 in base32. Ids of one isolate are in ascending order. */
export function newId(prefix: IdPrefix): string {
  let bits = 0n;
  for (const byte of v7(undefined, new Uint8Array(16))) bits = (bits << 8n) | BigInt(byte);
  return `${prefix}_${base32(bits)}`;
}

/** Returns whether a text has the form of an id of this kind. */
export const isId = (prefix: IdPrefix, text: string): boolean =>
  text.length === prefix.length + 1 + LENGTH &&
  text.startsWith(`${prefix}_`) &&
  /^[0-7][0-9a-hjkmnp-tv-z]{25}$/.test(text.slice(prefix.length + 1));

/** Returns when an id was created, in epoch ms. `id` must have the form of an id. */
export function timeOfId(id: string): number {
  let bits = 0n;
  for (const letter of id.slice(-LENGTH)) bits = (bits << 5n) | BigInt(ALPHABET.indexOf(letter));
  return Number(bits >> 80n);
}

/** Returns the lowest id that can be created at or after an instant: an id begins with its time, 48 bits of ms. */
export function lowestId(prefix: IdPrefix, ms: number): string {
  return `${prefix}_${base32(BigInt(Math.min(Math.max(ms, 0), 2 ** 48 - 1)) << 80n)}`;
}
