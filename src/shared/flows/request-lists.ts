/**
 * Lists of requests that numbers of the home page lead to: answers to questions about cash on delivery, updates of the store
 * that failed, and requests that failed otherwise.
 */
export const REQUEST_LISTS = ['cod', 'update_failed', 'failed'] as const;
export type RequestListName = (typeof REQUEST_LISTS)[number];
