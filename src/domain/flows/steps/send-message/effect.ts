import type { StepEffect } from '../../engine/effects';
import { performSend } from './perform';
import type { SendAttemptResult, SendOutcome } from './send-attempt';
import type { SendInput } from './send-input';
import { simulateSend } from './simulate';
import { suspendBeforeSend } from './suspend-before-send';

/** Delays before Meta is called again after a temporary error: 25 minutes, as long as Meta's maintenance windows last. */
const SEND_RETRIES_MS = [5_000, 20_000, 80_000, 300_000, 1_200_000];

/** Sends a message by the account's channel. */
export const sendMessageEffect: StepEffect<SendInput, SendOutcome> = {
  async perform(run, at, progress, input) {
    let lostAnswers = 0;
    let waits = 0;
    for (let rest = progress; ; rest = { completedSteps: [], patch: {} }) {
      const round = waits === 0 ? '' : ` ${waits}`;
      const sent = await run.once<SendAttemptResult>(
        at,
        SEND_RETRIES_MS,
        (last) => performSend({ context: run, at, progress: rest, input: { ...input, lostAnswers }, last }),
        round,
      );
      if (sent.kind !== 'held') return sent;
      waits += 1;
      if (sent.why === 'answer_lost') lostAnswers += 1;
      await suspendBeforeSend(run, { ...at, detail: sent.detail }, rest, sent);
    }
  },

  simulate: simulateSend,

  replay: (run, at) =>
    (run.recordedResult(at) as SendOutcome | null) ?? run.assume(at, { kind: 'sent' as const, messageId: null }),
};
