/** Returns the R2 key of a message's file. */
export const mediaKey = (accountId: string, messageId: string): string => `media/${accountId}/${messageId}`;
