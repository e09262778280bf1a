/** Returns the R2 key of a file that was uploaded to be sent. */
export const uploadKey = (accountId: string, mediaId: string): string => `uploads/${accountId}/${mediaId}`;

/** Returns the R2 key of a message's file. */
export const mediaKey = (accountId: string, messageId: string): string => `media/${accountId}/${messageId}`;
