const utf8 = new TextEncoder();

export const hex = (bytes) => Array.from(new Uint8Array(bytes), (byte) => byte.toString(16).padStart(2, '0')).join('');
export const base64 = (bytes) => btoa(String.fromCharCode(...new Uint8Array(bytes)));
export const digest = async (text) => hex(await crypto.subtle.digest('SHA-256', utf8.encode(text)));

export async function signed(secret, bytes) {
  const key = await crypto.subtle.importKey('raw', utf8.encode(secret), { name: 'HMAC', hash: 'SHA-256' }, false, [
    'sign',
  ]);
  return crypto.subtle.sign('HMAC', key, typeof bytes === 'string' ? utf8.encode(bytes) : bytes);
}
