import { codePointCount, WHATSAPP_LIMITS } from '../../../../shared/messages/whatsapp-limits';
import { accountCountry } from '../../../../shared/phone/home-country';
import { parseDuration } from '../../../../shared/time/duration';
import { parseRecipient } from '../../engine/parse-recipient';
import { type Run, render, takeProgress } from '../../engine/run';
import { StepFailed } from '../../engine/run-errors';
import { nextOpening } from '../../engine/send-window';
import { sendMessageEffect } from '../send-message/effect';
import { handOverEffect } from './effect';
import type { HandOverStep } from './schema';

/**
 * Sends the customer a line, if it can be sent at once: the person must not wait for it. Without an earlier message of the run,
 * it goes to the customer's key if that is an address.
 */
async function sendLine(run: Run, message: string): Promise<void> {
  const text = render(run, message).toWellFormed().normalize('NFC').trim();
  if (codePointCount(text) > WHATSAPP_LIMITS.text) {
    throw new StepFailed('too_long', `The message has more than ${WHATSAPP_LIMITS.text} characters`);
  }
  const to = run.recipient ?? parseRecipient(run.input.request.user_key, [accountCountry(run.input)]);
  const isOpen = !run.sendWindow || nextOpening(run.sendWindow, run.now, run.input.timeZone) <= run.now;
  if (text === '' || to === null || !isOpen) return;
  const at = { ...run.at, step: `${run.at.step}--message`, kind: 'send_message' };
  run.at = { ...run.at, seq: run.at.seq + 1 };
  const sent = await run.effects.perform(sendMessageEffect, at, takeProgress(run), {
    to,
    free: { kind: 'text', text },
    template: null,
    fallback: null,
    replyTo: null,
    markRead: null,
    onLostAnswer: 'hold',
    onOwned: 'fail',
    isOptional: true,
    isReminder: true,
    nextWait: null,
  });
  run.now = sent.now;
}

/** Hands the run over to a person. Returns the step that the person chose, else `on_timeout`; null is the step below. */
export async function executeHandOver(step: HandOverStep, run: Run): Promise<string | null> {
  const note = step.note === undefined ? '' : render(run, step.note);
  if (step.message !== undefined) await sendLine(run, step.message);
  const resumed = await run.effects.perform(handOverEffect, run.at, takeProgress(run), {
    note,
    choices: (step.choices ?? []).map(({ label }) => label),
    timeoutMs: step.timeout === undefined ? null : (parseDuration(step.timeout) ?? 0),
  });
  run.now = resumed.now;
  run.variables = resumed.variables;
  run.isReminder = false;
  return resumed.resume ?? step.on_timeout ?? null;
}
