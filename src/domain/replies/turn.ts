/**
 * A turn of a run's conversation, from one answered wait to the next. `answersSince` is when its question was sent, or the
 * start of the turn before that, as epoch milliseconds.
 */
export type Turn = { turn: number; answersSince: number };

/** When a message was written, and the turn of the message that it references. */
export type MessageTiming = { at: number; referencedTurn: number | null };

/**
 * Says whether a message can answer a wait of this turn: it must reference a message of the turn, or reference none and be
 * written after the question was sent. `takeReply` in src/db/run-waits.ts is the same rule in SQL; change both together.
 */
export const canAnswer = ({ turn, answersSince }: Turn, { at, referencedTurn }: MessageTiming): boolean =>
  referencedTurn === null ? at >= answersSince : referencedTurn === turn;
