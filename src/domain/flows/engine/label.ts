/** In characters. Outcomes and kinds of charges are used as filters and in sums. */
export const MAX_LABEL_LENGTH = 60;

/** Returns whether a name is valid as an outcome or the kind of a charge. */
export const isValidLabel = (name: string): boolean => name.trim() !== '' && name.length <= MAX_LABEL_LENGTH;
