/**
 * A turn of a run's conversation: from one answered wait to the next. `answersSince` is when its question was sent, as epoch
 * milliseconds; before a question was sent, when the turn began.
 */
export type Turn = { turn: number; answersSince: number };

/** What a customer's message says of itself: when it was written, and the turn of the message that it presses or quotes. */
export type MessageTiming = { at: number; referencedTurn: number | null };

/**
 * Says whether a message can answer a wait of this turn. A press or a quote must name a message of the turn; what names none
 * must be written after the question was sent. `takeReply` in the repository of waits says the same in SQL.
 */
export const canAnswer = ({ turn, answersSince }: Turn, { at, referencedTurn: namedTurn }: MessageTiming): boolean =>
  namedTurn === null ? at >= answersSince : namedTurn === turn;
