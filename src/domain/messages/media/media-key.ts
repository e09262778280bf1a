/** Where a file lies in the bucket: under its account, by the message that it came with. */
export const mediaKey = (accountId: string, messageId: string): string => `media/${accountId}/${messageId}`;
