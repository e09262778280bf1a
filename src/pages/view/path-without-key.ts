/** Where a page is, as it may be written again: a key that was given as calls of the API give theirs is left out. */
export function pathWithoutKey(url: URL): string {
  if (url.searchParams.has('api_key')) url.searchParams.delete('api_key');
  return url.pathname + url.search;
}
