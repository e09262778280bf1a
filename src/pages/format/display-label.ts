/** The word for a name of the API; what has none is shown by its name. */
export const displayLabel = (words: Record<string, string>, name: string): string =>
  Object.hasOwn(words, name) ? (words[name] ?? name) : name;
