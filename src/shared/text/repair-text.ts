/** Replaces half a surrogate pair by the replacement character and removes NUL, so that any receiver can read the text. */
export const repairText = (text: string): string => text.replaceAll('\0', '').toWellFormed();
