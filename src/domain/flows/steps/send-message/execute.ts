import { payloadForRequest } from '../../../messages/payload-id';
import { parseRecipient } from '../../engine/parse-recipient';
import { renderName } from '../../engine/render-name';
import { type Run, render, takeProgress } from '../../engine/run';
import { StepFailed } from '../../engine/run-errors';
import { nextOpening } from '../../engine/send-window';
import { timerEffect } from '../../engine/timer';
import { replyWaitOfNextStep } from '../wait-for-reply/reply-wait';
import { countriesOfRun } from './countries-of-run';
import { sendMessageEffect } from './effect';
import { type Rendering, renderFreeForm, renderTemplateForm } from './render-forms';
import type { SendMessageStep } from './schema';

function renderRecipient(run: Run, to: string): string {
  const recipient = parseRecipient(render(run, to), countriesOfRun(run));
  if (recipient !== null) return recipient;
  throw new StepFailed('invalid_recipient', 'The recipient is neither a phone number nor a user id');
}

const renderingOf = (run: Run): Rendering => ({
  text: (source) => render(run, source),
  name: (source, rule) => renderName(run, source, rule),
  payload: (id) => payloadForRequest(run.input.request.request_id, id),
});

async function waitForWindow(run: Run): Promise<void> {
  const { sendWindow } = run;
  const until = sendWindow ? nextOpening(sendWindow, run.now, run.input.timeZone) : run.now;
  if (until <= run.now) return;
  const at = { ...run.at, step: `${run.at.step}--window`, kind: 'send_window' };
  run.at = { ...run.at, seq: run.at.seq + 1 };
  const { now, variables } = await run.effects.perform(timerEffect, at, takeProgress(run), { until });
  run.now = now;
  run.variables = variables;
}

export async function executeSendMessage(step: SendMessageStep, run: Run): Promise<string | null> {
  await waitForWindow(run);
  const { template, fallback_template: fallback, reply_to: replyTo, mark_read: markRead } = step;
  const rendering = renderingOf(run);
  run.recipient = renderRecipient(run, step.to);
  const sent = await run.effects.perform(sendMessageEffect, run.at, takeProgress(run), {
    to: run.recipient,
    free: renderFreeForm(rendering, step),
    template: template ? renderTemplateForm(rendering, template) : null,
    fallback: fallback ? renderTemplateForm(rendering, fallback) : null,
    replyTo: typeof replyTo === 'string' ? render(run, replyTo).trim() : (replyTo ?? null),
    markRead: markRead === undefined ? null : markRead === 'typing' ? 'typing' : 'read',
    onLostAnswer: step.on_lost_answer,
    onOwned: step.on_failed === undefined ? 'wait' : 'fail',
    isOptional: false,
    isReminder: run.isReminder,
    nextWait: replyWaitOfNextStep(run, step.on_failed),
  });
  run.now = sent.now;
  if (sent.kind === 'failed') {
    if (step.on_failed !== undefined) return step.on_failed;
    throw new StepFailed(sent.code, sent.detail);
  }
  run.lastSend = { ...run.at, onFailed: step.on_failed };
  if (step.save_as !== undefined) run.saved = { ...run.saved, [step.save_as]: { message_id: sent.messageId } };
  return null;
}
