/** No caller and no sender has a reason to nest deeper. */
export const MAX_JSON_DEPTH = 64;

/** Whether a text nests deeper, counted without parsing it: JSON.parse itself overflows on hostile depths in some engines. */
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
