import { toE164 } from '../../../shared/phone';
import { textParameter } from '../../messages/cloud-payload';
import type { OutgoingMessage } from '../../messages/outgoing-message';
import { carryRequest } from '../../messages/payload-id';
import type { StepOf } from '../definition';
import { StepFailed } from '../effects';
import type { Execute } from '../interpret';
import { type Run, render, takeProgress } from '../run';
import { nextOpening } from '../send-window';

/** A business-scoped user id, which Meta gives customers who show no phone number: country, dot, up to 128 characters. */
const USER_ID = /^[A-Z]{2}\.[A-Za-z0-9.]{1,128}$/;

function recipient(run: Run, to: string): string {
  const text = render(run, to).trim();
  if (USER_ID.test(text)) return text;
  const phone = toE164(text, 'IT');
  if (phone === null)
    throw new StepFailed('invalid_recipient', 'The recipient is neither a phone number nor a user id');
  return phone;
}

function parameter(run: Run, text: string, where: string): string {
  const value = textParameter(render(run, text));
  if (value === '') throw new StepFailed('empty_parameter', `${where} is empty, and Meta refuses empty parameters`);
  return value;
}

function formOf(step: StepOf<'send_message'>, run: Run): OutgoingMessage {
  const { request_id } = run.input.request;
  if (step.template) {
    const { name, language, header, body, buttons } = step.template;
    return {
      kind: 'template',
      name,
      language,
      header: header === undefined ? null : parameter(run, header, 'The header'),
      body: body.map((text, i) => parameter(run, text, `Body parameter ${i + 1}`)),
      buttons: buttons.map((button) => carryRequest(request_id, button)),
    };
  }
  if (step.buttons) {
    const { text, header, footer, buttons } = step.buttons;
    return {
      kind: 'buttons',
      text: render(run, text),
      header: header === undefined ? null : render(run, header),
      footer: footer === undefined ? null : render(run, footer),
      buttons: buttons.map((button) =>
        typeof button === 'string'
          ? { id: carryRequest(request_id, button), title: button }
          : { id: carryRequest(request_id, button.id), title: render(run, button.title) },
      ),
    };
  }
  return { kind: 'text', text: render(run, step.text ?? '') };
}

async function waitForWindow(run: Run): Promise<void> {
  const window = run.definition.send_window;
  const until = window ? nextOpening(window, run.now, run.input.timeZone) : run.now;
  if (until <= run.now) return;
  const at = { ...run.at, step: `${run.at.step}--window`, kind: 'send_window' };
  run.at = { ...run.at, seq: run.at.seq + 1 };
  const { now, variables } = await run.effects.waitUntil(at, takeProgress(run), { until });
  run.now = now;
  run.variables = variables;
}

export const sendMessage: Execute<'send_message'> = async (step, run) => {
  await waitForWindow(run);
  const to = recipient(run, step.to);
  const message = formOf(step, run);
  const sent = await run.effects.sendMessage(run.at, takeProgress(run), { to, message });
  run.now = sent.now;
  if (sent.kind === 'failed') {
    if (step.on_failed !== undefined) return step.on_failed;
    throw new StepFailed(sent.code, sent.detail);
  }
  if (step.save_as !== undefined) run.saved = { ...run.saved, [step.save_as]: { message_id: sent.messageId } };
  return null;
};
