import { expect, test } from 'vitest';
import { canAnswer } from '../../../src/domain/replies/turn';

const TURN = { turn: 2, answersSince: 1_000 };

test.each([
  ['written after the question', { at: 1_001, referencedTurn: null }, true],
  ['written in the instant of the question', { at: 1_000, referencedTurn: null }, true],
  ['written before the question', { at: 999, referencedTurn: null }, false],
  ['that references a message of the turn, whenever it was written', { at: 0, referencedTurn: 2 }, true],
  ['that references a message of an earlier turn', { at: 1_001, referencedTurn: 1 }, false],
  ['that references a message of the first turn', { at: 1_001, referencedTurn: 0 }, false],
])('a message %s: %o can answer is %s', (_, message, isAnswer) => {
  expect(canAnswer(TURN, message)).toBe(isAnswer);
});
