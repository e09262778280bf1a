import { isId } from '../../../../shared/crypto/ids';
import { stringOrNull } from '../../../../shared/json/read-json';
import { SERVICE_WINDOW_MS } from '../../../../shared/time/service-window';
import { userKeyOfAddress } from '../../../customers/identity';
import { chooseForm, type FormDecision, type MessageForms } from '../../../messages/choose-form';
import type { Deps } from '../../../ports';
import type { SendAttempt } from './send-attempt';

export type SendFacts = Awaited<ReturnType<Deps['sendFacts']['load']>>;
/** The facts that decide the form, and the message that it replies or reacts to. */
export type FormFacts = Pick<SendFacts, 'account' | 'optedOut' | 'templates'> & {
  conversation: { lastInboundAt: number; lastWamid: string } | undefined;
  answered: { messageId: string; wamid: string | null }[];
};

function startOfMonth(now: number): number {
  const date = new Date(now);
  return Date.UTC(date.getUTCFullYear(), date.getUTCMonth());
}

/** Loads the channel and the facts that decide whether, and in which form, the message is sent. */
export function loadSendFacts({
  context: { deps, loaded, accountId, requestId },
  at,
  input,
}: SendAttempt): Promise<SendFacts> {
  const { free, template, fallback, replyTo } = input;
  const references = [replyTo, free?.kind === 'reaction' ? free.to : null];
  return deps.sendFacts.load({
    accountId,
    // A flow without a channel answers from the number that the customer wrote to.
    channelId: stringOrNull(loaded.definition.channel) ?? loaded.request.channelId,
    address: input.to,
    addressKey: userKeyOfAddress(input.to),
    at: { requestId, step: at.step, iteration: at.iteration },
    templates: [template, fallback].filter((each) => each !== null),
    // The price counts only where there is a choice.
    monthFrom: free && template ? startOfMonth(deps.now()) : null,
    messageIds: references.filter((id) => typeof id === 'string').filter((id) => isId('msg', id)),
  });
}

/** Returns Meta's id of a message referenced by our id, by Meta's, or (true) as the customer's last one; else null. */
export function resolveWamid(facts: FormFacts, reference: string | true | null): string | null {
  if (reference === null) return null;
  if (reference === true) return facts.conversation?.lastWamid ?? null;
  if (!isId('msg', reference)) return reference;
  return facts.answered.find(({ messageId }) => messageId === reference)?.wamid ?? null;
}

/** Chooses the form to send now, and the message that a reaction is for. */
export function chooseSendForm({ input }: { input: MessageForms }, facts: FormFacts, now: number): FormDecision {
  const { conversation, account, templates, optedOut } = facts;
  const choice = chooseForm(input, {
    windowOpen: conversation !== undefined && conversation.lastInboundAt + SERVICE_WINDOW_MS > now,
    optedOut,
    optOutPolicy: account?.optOutPolicy ?? 'strict',
    categoryOf: ({ name, language }) =>
      templates.find((row) => row.name === name && row.language === language)?.category.toLowerCase() ?? null,
    priceList: account?.priceList ?? {},
    serviceMessages: account?.serviceMessages ?? 0,
  });
  if (choice.kind === 'failed' || choice.message.kind !== 'reaction') return choice;
  const to = resolveWamid(facts, choice.message.to ?? true);
  if (to !== null) return { ...choice, message: { ...choice.message, to } };
  return { kind: 'failed', code: 'no_message', detail: 'There is no message of the customer to react to' };
}
