/** Reads the address of a file that Meta is to fetch: https, up to 2,048 characters; null for any other. */
export function mediaAddress(text: string): URL | null {
  const address = text.trim();
  if (address.length > 2_048 || !URL.canParse(address)) return null;
  const url = new URL(address);
  return url.protocol === 'https:' ? url : null;
}
