/** By this a question stands in the log of the latest request that it asks about; `visit` is null once it is answered. */
export const QUESTION_STEP = '--question';

/** By this a reply stands in the log that is held until the customer says which request it is for. */
export const HELD_REPLY_STEP = '--choice';

/** So long, in milliseconds, a reply is held and a question counts as open. */
export const QUESTION_TTL_MS = 86_400_000;
