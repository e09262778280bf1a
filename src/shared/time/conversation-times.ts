/** A customer who has waited this long for a person waits too long. */
export const LATE_AFTER_MS = 3_600_000;
/** How long before its end a customer service window is about to close. */
export const CLOSING_BEFORE_MS = 7_200_000;
