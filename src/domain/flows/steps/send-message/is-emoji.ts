/** Returns whether a text is exactly one emoji, with or without its variation selector. */
export const isEmoji = (text: string): boolean => /^(?:\p{RGI_Emoji}|\p{Extended_Pictographic})$/v.test(text);
