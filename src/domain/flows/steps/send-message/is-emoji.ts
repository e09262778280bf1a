/** Whether this is one emoji, also where it comes without the selector that makes a sign of text one. */
export const isEmoji = (text: string): boolean => /^(?:\p{RGI_Emoji}|\p{Extended_Pictographic})$/v.test(text);
