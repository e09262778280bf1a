/** Returns the label of an API name, or the name itself if it has none. */
export const displayLabel = (words: Record<string, string>, name: string): string =>
  Object.hasOwn(words, name) ? (words[name] ?? name) : name;
