/**
 * A turn of a run's conversation: it ends when a wait is answered. `answersSince` is when the turn's question was sent; until
 * then it is the start of the turn. Epoch milliseconds.
 */
export type Turn = { turn: number; answersSince: number };

/** When a message was written, and the turn of the message that it references. */
export type MessageTiming = { at: number; referencedTurn: number | null };

/**
 * Returns whether a message can answer a wait of this turn: it must reference a message of the turn, or reference none and be
 * written after the question was sent. `claimReply` in src/db/runs/wait-statements.ts is the same rule in SQL; change both together.
 */
export const canAnswer = ({ turn, answersSince }: Turn, { at, referencedTurn }: MessageTiming): boolean =>
  referencedTurn === null ? at >= answersSince : referencedTurn === turn;
