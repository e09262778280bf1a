import { messageChargeType } from '../../../charges/message-charge';
import { FREE_SERVICE_MESSAGES } from '../../../messages/choose-form';
import { cloudPayload } from '../../../messages/cloud-payload';
import type { SimulatedRun } from '../../engine/simulated-run';
import type { StepIteration } from '../../engine/step-iteration';
import type { SendOutcome } from './send-attempt';
import { chooseSendForm, resolveWamid } from './send-facts';
import type { SendInput } from './send-input';

/** Adds a message to the transcript in the form that a real run would choose, and charges it as a delivered one. */
export function simulateSend(run: SimulatedRun, at: StepIteration, input: SendInput): SendOutcome {
  const { world, transcript, customer, now } = run;
  const { account, templates, scenario } = world;
  if (!input.free && !input.template) return { kind: 'sent', messageId: null, now };
  const { lastInbound, optedOut } = customer.state;
  const { sent } = customer.conversation;
  const freeFormsSent = sent.filter(({ message }) => message.kind !== 'template').length;
  const serviceMessages = scenario.service_messages + freeFormsSent;
  const facts = {
    account: { optOutPolicy: account.optOutPolicy, priceList: account.priceList, serviceMessages },
    optedOut,
    conversation: lastInbound ? { lastInboundAt: lastInbound.at, lastWamid: lastInbound.wamid } : undefined,
    templates,
    answered: sent,
  };
  const choice = chooseSendForm({ input }, facts, now);
  if (choice.kind === 'failed') return { ...choice, now };
  const { message, why } = choice;
  const messageId = run.newId('msg');
  const wamid = `wamid.${messageId}`;
  const { isReminder } = input;
  customer.conversation.recordSent({ step: at.step, messageId, wamid, message, now, isReminder });
  const code = run.failureOf(at);
  if (code !== undefined) return { kind: 'failed', code, detail: 'As the scenario says', now };
  const listed =
    message.kind === 'template'
      ? templates.find(({ name, language }) => name === message.name && language === message.language)
      : undefined;
  const category = message.kind === 'template' ? (listed?.category.toLowerCase() ?? 'marketing') : 'service';
  const payload = cloudPayload({
    address: input.to.replace(/^\+/, ''),
    messageId,
    replyToWamid: resolveWamid(facts, input.replyTo),
    message,
  });
  run.record(transcript.messages, { step: at.step, at: now, form: why, category, payload });
  if (message.kind === 'template' || serviceMessages >= FREE_SERVICE_MESSAGES) {
    run.charge(at.step, messageChargeType(category));
  }
  return { kind: 'sent', messageId, now };
}
