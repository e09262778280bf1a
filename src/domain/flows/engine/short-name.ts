/** In characters; an outcome and the kind of a charge are filtered and summed by. */
export const MAX_SHORT_NAME = 60;

/** Whether an outcome or the kind of a charge can have this name. */
export const isShortName = (name: string): boolean => name.trim() !== '' && name.length <= MAX_SHORT_NAME;
