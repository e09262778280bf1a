/** One parameter of a media type: `; name=value` or `; name="value"`. */
const PARAMETER = /;\s*([^\s=;]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|'([^']*)'|([^\s;,]*))/g;

/** Returns the charset that a Content-Type declares, or null. */
function declaredCharset(contentType: string | null): string | null {
  for (const [, name, quoted, apostrophes, plain] of (contentType ?? '').matchAll(PARAMETER)) {
    if (name?.toLowerCase() === 'charset') return quoted?.replaceAll(/\\(.)/g, '$1') ?? apostrophes ?? plain ?? null;
  }
  return null;
}

/** Returns the encoding of a byte order mark, or null. By WHATWG it takes precedence over a declared charset. */
function bomEncoding([first, second, third]: Uint8Array): string | null {
  if (first === 0xef && second === 0xbb && third === 0xbf) return 'utf-8';
  if (first === 0xfe && second === 0xff) return 'utf-16be';
  if (first === 0xff && second === 0xfe) return 'utf-16le';
  return null;
}

/**
 * Returns the encoding of bytes as a label for TextDecoder: by a byte order mark, else as the Content-Type declares, else
 * UTF-8. A charset that TextDecoder does not know counts as undeclared.
 */
export function detectEncoding(bytes: Uint8Array, contentType: string | null): string {
  const named = bomEncoding(bytes) ?? declaredCharset(contentType);
  if (named === null) return 'utf-8';
  try {
    return new TextDecoder(named).encoding;
  } catch {
    return 'utf-8';
  }
}
