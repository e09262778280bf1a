/** The step of a question message in the latest request that it asks about; `iteration` is null once it is answered. */
export const QUESTION_STEP = '--question';

/** The step of a reply that is held until the customer says which request it is for. */
export const HELD_REPLY_STEP = '--choice';

/** How long, in milliseconds, a reply is held and a question is open. */
export const QUESTION_TTL_MS = 86_400_000;
