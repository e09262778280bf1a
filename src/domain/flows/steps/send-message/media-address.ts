/** Parses the address of a file for Meta to fetch. Returns null unless it is https and up to 2,048 characters long. */
export function mediaAddress(text: string): URL | null {
  const address = text.trim();
  if (address.length > 2_048 || !URL.canParse(address)) return null;
  const url = new URL(address);
  return url.protocol === 'https:' ? url : null;
}
