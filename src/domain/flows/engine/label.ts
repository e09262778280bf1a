/** In characters; an outcome and the kind of a charge are filtered and summed by. */
export const MAX_LABEL_LENGTH = 60;

/** Whether an outcome or the kind of a charge can have this name. */
export const isValidLabel = (name: string): boolean => name.trim() !== '' && name.length <= MAX_LABEL_LENGTH;
