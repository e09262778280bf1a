import type { JsonObject } from '../../../../shared/json';
import { FREE_SERVICE_MESSAGES } from '../../../messages/choose-form';
import { cloudPayload } from '../../../messages/cloud-payload';
import type { OutgoingMessage } from '../../../messages/outgoing-message';
import type { SimulatedCustomer } from '../../../simulation/simulated-customer';
import type { SimulationInput } from '../../../simulation/simulation-types';
import type { SendInput } from '../../engine/effects';
import { chooseSendForm, resolveWamid } from './send-facts';

type SimulatedSendResult =
  | { kind: 'nothing' }
  | { kind: 'failed'; code: string; detail: string }
  | {
      kind: 'message';
      messageId: string;
      wamid: string;
      form: string;
      category: string;
      billable: boolean;
      message: OutgoingMessage;
      payload: JsonObject;
    };

/** Chooses the forms of a simulated run's messages as a real run does, and makes what Meta would get. */
export function simulatedSend({ account, templates, scenario }: SimulationInput, newId: (prefix: 'msg') => string) {
  const sent: { messageId: string; wamid: string }[] = [];
  let serviceMessages = scenario.service_messages;

  return (customer: SimulatedCustomer, asked: SendInput, now: number): SimulatedSendResult => {
    if (!asked.free && !asked.template) return { kind: 'nothing' };
    const input = { ...asked, to: asked.to.replace(/^\+/, '') };
    const { lastInbound, optedOut } = customer.known;
    const facts = {
      account: { optOutPolicy: account.optOutPolicy, priceList: account.priceList, serviceMessages },
      optedOut,
      conversation: lastInbound ? { lastInboundAt: lastInbound.at, lastWamid: lastInbound.wamid } : undefined,
      templates,
      answered: sent,
    };
    const choice = chooseSendForm({ input }, facts, now);
    if (choice.kind === 'failed') return choice;
    const { message, why } = choice;
    const messageId = newId('msg');
    const wamid = `wamid.${messageId}`;
    sent.push({ messageId, wamid });
    const listed =
      message.kind === 'template'
        ? templates.find(({ name, language }) => name === message.name && language === message.language)
        : undefined;
    const category = message.kind === 'template' ? (listed?.category.toLowerCase() ?? 'marketing') : 'service';
    const billable = message.kind === 'template' || serviceMessages >= FREE_SERVICE_MESSAGES;
    if (message.kind !== 'template') serviceMessages += 1;
    const answers = resolveWamid(facts, input.replyTo);
    const payload = cloudPayload({ address: input.to, messageId, replyToWamid: answers, message });
    return { kind: 'message', messageId, wamid, form: why, category, billable, message, payload };
  };
}
