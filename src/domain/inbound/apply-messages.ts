import type { InboundWrite } from '../../db/inbound/inbound-messages';
import { addPhoneFromPairs, aliasPairsInEvents } from '../customers/alias-pairs-in-events';
import { senderOf, userKeyOf } from '../customers/identity';
import { requeueUnmatched } from '../customers/requeue-unmatched';
import { rawEvent } from '../events/raw-event';
import type { InboundEvent, WebhookEvent } from '../inbound-event';
import { aliasesOfSender, type Incoming, readIncoming } from '../messages/read-incoming';
import type { Deps } from '../ports';
import { findChosenRequest } from '../replies/list-question/find-chosen-request';
import { startRequests } from '../requests/start-requests';
import { changeIdentity } from './change-identity';
import { decideMessages } from './decide-messages';

/** Returns the events that follow from a message: its file to fetch, the question which request it is for, a person to notify. */
function followUpEvents({ message, question, conversation }: InboundWrite, notifies: boolean): InboundEvent[] {
  const events: InboundEvent[] = [];
  if (message.media) events.push({ type: 'media', account_id: message.accountId, message_id: message.messageId });
  if (question?.requestId) {
    const { accountId, requestId, messageId } = question;
    events.push({ type: 'question', account_id: accountId, request_id: requestId, message_id: messageId });
  }
  if (notifies && conversation?.isForPerson) {
    const { accountId, channelId, userKey, at } = conversation;
    const of = { channel_id: channelId, user_key: userKey };
    events.push({ type: 'waiting', account_id: accountId, of, began_at: at });
  }
  return events;
}

/**
 * Splits messages into waves that are applied one after another, so that a customer's messages before and after a "turning"
 * one (a change of number, the choice of an order) are decided before and after it.
 */
function wavesOf(incoming: Incoming[], isTurning: (each: Incoming) => boolean): Incoming[][] {
  const waves: Incoming[][] = [];
  let seen = new Set<string>();
  let turned = new Set<string>();
  for (const each of incoming) {
    const aliases = aliasesOfSender(each);
    const turns = isTurning(each);
    const wave = waves.at(-1);
    if (wave && !aliases.some((alias) => turned.has(alias) || (turns && seen.has(alias)))) wave.push(each);
    else {
      waves.push([each]);
      seen = new Set();
      turned = new Set();
    }
    for (const alias of aliases) {
      seen.add(alias);
      if (turns) turned.add(alias);
    }
  }
  return waves;
}

const isIdentityChange = ({ identityChange }: Incoming): boolean => identityChange !== null;

async function applyWave(
  deps: Pick<Deps, 'engine' | 'inboundMessages' | 'log' | 'now' | 'openRuns' | 'queueInbound' | 'webPush'>,
  wave: Incoming[],
): Promise<void> {
  if (wave.length === 0) return;
  const context = await deps.inboundMessages.findMatchContext(
    wave.map((incoming) => ({
      accountId: incoming.event.account_id,
      channelId: incoming.channelId,
      names: aliasesOfSender(incoming),
      payload: incoming.payload,
      referencedWamid: incoming.referencedWamid,
      dedupeKey: incoming.event.cause,
    })),
  );
  const parts = wavesOf(wave, (each) => !isIdentityChange(each) && findChosenRequest(each, context) !== null);
  if (parts.length > 1) {
    for (const part of parts) await applyWave(deps, part);
    return;
  }
  const changes = wave.flatMap((incoming) =>
    incoming.identityChange === null ? [] : [changeIdentity(incoming, context, incoming.identityChange)],
  );
  const rest = wave.filter((each) => !isIdentityChange(each));
  const writes = [...changes, ...(await decideMessages(deps, rest, context))];
  const { waits, unmatched } = await deps.inboundMessages.write(writes, deps.now());
  await Promise.all(waits.map(({ requestId, openWait }) => deps.engine.wake(requestId, openWait)));
  await startRequests(
    deps,
    writes.flatMap(({ started }) => started),
  );
  await deps.queueInbound(writes.flatMap((write) => followUpEvents(write, Boolean(deps.webPush))));
  await requeueUnmatched(deps, unmatched);
}

/**
 * Applies customers' messages, each once per Meta's id: stores them, matches each to the request that it answers and wakes
 * that request, starts flows for messages that no request waits for, and applies opt-outs and changes of number. Repeating
 * it writes nothing and wakes again, which makes up for a wake-up lost in a crash. A message without an id or a sender is only
 * stored raw. From `statuses` of the same batch only the customers' aliases are used.
 */
export async function applyMessages(
  deps: Pick<
    Deps,
    'engine' | 'inboundEvents' | 'inboundMessages' | 'log' | 'now' | 'openRuns' | 'queueInbound' | 'webPush'
  >,
  events: WebhookEvent[],
  statuses: WebhookEvent[] = [],
): Promise<void> {
  const pairs = aliasPairsInEvents([...events, ...statuses]);
  const all = events.map((event) => {
    const incoming = readIncoming(event);
    return {
      event,
      incoming: incoming && { ...incoming, sender: addPhoneFromPairs(event.account_id, incoming.sender, pairs) },
    };
  });
  const unreadable = all.filter(({ incoming }) => incoming === null);
  const incoming = all.flatMap((each) => (each.incoming ? [each.incoming] : [])).toSorted((a, b) => a.at - b.at);
  await deps.inboundEvents.upsert(
    unreadable.map(({ event }) => rawEvent(event, 'kept', userKeyOf(senderOf(event.value, event.contact)))),
  );
  // Changes of identity first: messages under the new identity belong to the same customer.
  for (const wave of wavesOf(incoming.filter(isIdentityChange), () => true)) await applyWave(deps, wave);
  await applyWave(
    deps,
    incoming.filter((each) => !isIdentityChange(each)),
  );
}
