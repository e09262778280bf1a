/** The step name of a list question. Its request is the latest one in the list. `iteration` is null once it is answered. */
export const QUESTION_STEP = '--question';

/** The step name of a reply that waits until the customer chooses its request. */
export const PENDING_REPLY_STEP = '--choice';

/** How long a reply waits for the choice, and how long a list question stays open, in ms. */
export const QUESTION_TTL_MS = 86_400_000;
