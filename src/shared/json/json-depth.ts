/** The maximum nesting of a JSON body. No known sender nests deeper. */
export const MAX_JSON_DEPTH = 64;

/** Returns whether JSON nests deeper than MAX_JSON_DEPTH. Counts without parsing, because JSON.parse can overflow the stack. */
export function exceedsMaxDepth(text: string): boolean {
  let depth = 0;
  let inString = false;
  for (let i = 0; i < text.length; i += 1) {
    const character = text[i];
    if (inString) {
      if (character === '\\') i += 1;
      else if (character === '"') inString = false;
    } else if (character === '"') inString = true;
    else if (character === '{' || character === '[') {
      depth += 1;
      if (depth > MAX_JSON_DEPTH) return true;
    } else if (character === '}' || character === ']') depth -= 1;
  }
  return false;
}
