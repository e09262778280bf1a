const BAD_HEX = /[^0-9a-f]/i;

const HEX = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));

export function hexEncode(bytes: Uint8Array): string {
  let text = '';
  for (const byte of bytes) text += HEX[byte];
  return text;
}

/** Decodes hex; null for any other text. */
export function hexDecode(text: string): Uint8Array<ArrayBuffer> | null {
  if (text.length % 2 === 1 || BAD_HEX.test(text)) return null;
  const bytes = new Uint8Array(text.length / 2);
  for (let i = 0; i < bytes.length; i += 1) bytes[i] = Number.parseInt(text.slice(2 * i, 2 * i + 2), 16);
  return bytes;
}

/** Encodes bytes as base64url without padding. */
export const base64UrlEncode = (bytes: Uint8Array): string =>
  base64Encode(bytes).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');

/** Decodes base64url without padding; null for any other text. */
export const base64UrlDecode = (text: string): Uint8Array<ArrayBuffer> | null =>
  /^[\w-]*$/.test(text) ? base64Decode(text.replaceAll('-', '+').replaceAll('_', '/')) : null;

export function base64Encode(bytes: Uint8Array): string {
  let binary = '';
  for (const byte of bytes) binary += String.fromCharCode(byte);
  return btoa(binary);
}

/** Decodes standard base64; null for any other text. */
export function base64Decode(text: string): Uint8Array<ArrayBuffer> | null {
  try {
    const binary = atob(text);
    const bytes = new Uint8Array(binary.length);
    for (let i = 0; i < bytes.length; i += 1) bytes[i] = binary.charCodeAt(i);
    return bytes;
  } catch {
    return null;
  }
}
