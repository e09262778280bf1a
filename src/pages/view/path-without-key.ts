/** Returns the path and query of a page without an `api_key` parameter, so that no key is echoed. */
export function pathWithoutKey(url: URL): string {
  if (url.searchParams.has('api_key')) url.searchParams.delete('api_key');
  return url.pathname + url.search;
}
