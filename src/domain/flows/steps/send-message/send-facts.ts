import { isId } from '../../../../shared/ids';
import { userKeyOfAddress } from '../../../customers/identity';
import { chooseForm, type FormDecision } from '../../../messages/choose-form';
import type { Deps } from '../../../ports';
import type { SendInput } from '../../engine/effects';
import type { SendAttempt, SendChannel } from './send-attempt';

/** The customer service window (protocols.md, section 4). */
const SERVICE_WINDOW_MS = 86_400_000;

export type SendFacts = Awaited<ReturnType<Deps['sendFacts']['load']>>;
/** The part of it that says which form goes, and on which message it is put. */
export type FormFacts = Pick<SendFacts, 'account' | 'optedOut' | 'conversation' | 'templates' | 'answered'>;

function startOfMonth(now: number): number {
  const date = new Date(now);
  return Date.UTC(date.getUTCFullYear(), date.getUTCMonth());
}

/** All that decides whether, and in which form, the message goes. */
export function loadSendFacts(
  { context: { deps, accountId, requestId }, at, input }: SendAttempt,
  { channelId, wabaId }: SendChannel,
): Promise<SendFacts> {
  const { free, template, fallback, replyTo } = input;
  const named = [replyTo, free?.kind === 'reaction' ? free.to : null];
  return deps.sendFacts.load({
    accountId,
    channelId,
    wabaId,
    address: input.to,
    addressKey: userKeyOfAddress(input.to),
    at: { requestId, step: at.step, iteration: at.iteration },
    templates: [template, fallback].filter((each) => each !== null),
    // Only where there is a choice does the price count.
    monthFrom: free && template ? startOfMonth(deps.now()) : null,
    messageIds: named.filter((name) => typeof name === 'string').filter((name) => isId('msg', name)),
  });
}

/** Meta's id of a message that is named by our id, by Meta's, or as the customer's last one; null where there is none. */
export function resolveWamid(facts: FormFacts, named: string | true | null): string | null {
  if (named === null) return null;
  if (named === true) return facts.conversation?.lastWamid ?? null;
  if (!isId('msg', named)) return named;
  return facts.answered.find(({ messageId }) => messageId === named)?.wamid ?? null;
}

/** The form that goes now, with the message that a reaction is put on. */
export function chooseSendForm({ input }: { input: SendInput }, facts: FormFacts, now: number): FormDecision {
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
