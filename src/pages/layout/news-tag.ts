/** The ETag of the account's conversations: it changes with the number of their last change. */
export const newsTag = (seq: number): string => `"c${seq}"`;
