import { aadFor } from '../../../../shared/encryption';
import type { JsonObject } from '../../../../shared/json';
import { resolveChannel } from '../../../channels/resolve-channel';
import { STALL_MS } from '../../../requests/next-check-times';
import type { SendWindow } from '../../definition/definition';
import { callMeta, endSend } from './call-meta';
import { resolveLostAnswer } from './lost-answer';
import { type SendAttempt, type SendChannel, type SendOutcome, type SendResult, suspendedSend } from './send-attempt';
import { chooseSendForm, loadSendFacts, type SendFacts } from './send-facts';
import { nextOpening } from './send-window';
import { throttleSend } from './throttle';

/** Ends a step that has not called Meta. */
async function endStep(
  { context, at, progress }: SendAttempt,
  result: SendOutcome,
  detail: JsonObject,
): Promise<SendOutcome | null> {
  const { deps, accountId, requestId } = context;
  const run = { accountId, requestId };
  const { now } = result;
  const begun = await deps.runLog.beginStep({
    ...run,
    at: { ...at, detail },
    progress,
    now,
    nextCheckAt: now + STALL_MS,
  });
  if (!begun.live) return null;
  const failed = result.kind === 'failed';
  const shown = failed ? { ...detail, error: { ...result } } : detail;
  await deps.runLog.endStep({ ...run, at, status: failed ? 'failed' : 'done', detail: shown, result, now });
  return result;
}

/** What was written is what goes on record: the row of an earlier call ends as failed with its step. */
const endFailed = (
  send: SendAttempt,
  facts: SendFacts,
  ended: SendOutcome,
  detail: JsonObject,
): Promise<SendResult | null> =>
  facts.sent
    ? endSend(send, { messageId: facts.sent.messageId, sent: null, ended, detail })
    : endStep(send, ended, detail);

/** A run that was held does not write to a customer at night because a token was renewed then. */
function windowOpensAt({ context: { loaded } }: SendAttempt, now: number): number {
  const window = loaded.definition.send_window as SendWindow | undefined;
  return window ? nextOpening(window, now, loaded.account.timeZone) : now;
}

async function markRead(
  { context: { deps }, input }: SendAttempt,
  channel: SendChannel,
  { conversation }: SendFacts,
): Promise<JsonObject> {
  if (input.markRead === null || !conversation) return {};
  const { channelId, phoneNumberId } = channel;
  const accessToken = await deps.encryptor.decrypt(channel.accessToken, aadFor(channelId, 'access_token'));
  const typing = input.markRead === 'typing';
  const wamid = conversation.lastWamid;
  return { marked_read: await deps.whatsapp.markRead({ phoneNumberId, accessToken, wamid, typing }) };
}

/** Where the customer is to be found now: somebody else may have the number that they gave up while the run waited. */
function addressNow({ context: { loaded }, input: { to } }: SendAttempt, { userKey, movedTo }: SendFacts): string {
  const isTheirs = loaded.request.userKey === `+${to}` && userKey?.startsWith('+');
  return (isTheirs ? userKey : movedTo)?.replace(/^\+/, '') ?? to;
}

/**
 * Sends a message, once an attempt; throws to be tried again unless this attempt is the last. Meta has no idempotency
 * key, so the row is written before the call, and a status that echoes its id proves that an attempt whose answer was
 * lost did arrive: then nothing is sent again. Null when the request has ended.
 */
export async function performSend(attempt: SendAttempt): Promise<SendResult | null> {
  const asked: SendAttempt = { ...attempt, input: { ...attempt.input, to: attempt.input.to.replace(/^\+/, '') } };
  const { context } = asked;
  const { deps, loaded, accountId } = context;
  // Without one of its own a flow answers by the number that the customer wrote to.
  const ofFlow = loaded.definition.channel ?? loaded.request.channelId ?? undefined;
  const channel = await resolveChannel(deps, { accountId, channelId: ofFlow });
  const told: JsonObject = { to: attempt.input.to };
  if (!channel) {
    const said = 'The flow has no channel to write by';
    return endStep(asked, { kind: 'failed', code: 'channel_not_found', detail: said, now: deps.now() }, told);
  }
  const { channelId } = channel;
  const facts = await loadSendFacts(asked, channel);
  const send: SendAttempt = { ...asked, input: { ...asked.input, to: addressNow(asked, facts) } };
  const { input } = send;
  const now = deps.now();
  if (facts.sent && facts.sent.wamid !== null) {
    const { messageId, wamid, address } = facts.sent;
    const detail = { ...told, kind: facts.sent.kind };
    return endSend(send, {
      messageId,
      sent: { wamid, address, pairs: [] },
      ended: { kind: 'sent', messageId, now },
      detail,
    });
  }
  const lost = resolveLostAnswer(send, facts, channel, told, now);
  if (lost) return lost.kind === 'held' ? lost : endFailed(send, facts, lost, told);

  const choice = input.free || input.template ? chooseSendForm(send, facts, now) : null;
  if (choice?.kind === 'failed') return endFailed(send, facts, { ...choice, now }, told);
  if (facts.broken) return suspendedSend('channel_broken', { until: null, channelId, detail: told, now });
  const opens = windowOpensAt(send, now);
  if (opens > now) return suspendedSend('send_window', { until: opens, channelId, detail: told, now });

  const detail = { ...told, ...(await markRead(send, channel, facts)) };
  if (!choice) return endStep(send, { kind: 'sent', messageId: null, now: deps.now() }, detail);
  return (await throttleSend(send, channel, detail)) ?? callMeta(send, channel, facts, choice, detail);
}
