/** A text that any receiver can read: half of a surrogate pair becomes the replacement character, a NUL goes. */
export const repairText = (text: string): string => text.replaceAll('\0', '').toWellFormed();
