import type { InboundWrite } from '../../db/inbound-messages';
import { aliasPairsInEvents, withKnownPhone } from '../customers/alias-pairs-in-events';
import { senderOf, userKeyOf } from '../customers/identity';
import { requeueUnmatched } from '../customers/requeue-unmatched';
import type { InboundEvent, WebhookEvent } from '../inbound-event';
import { aliasesOf, type Incoming, readIncoming } from '../messages/read-incoming';
import type { Deps } from '../ports';
import { findChosenRequest } from '../replies/list-question/find-chosen-request';
import { startRequests } from '../requests/start-requests';
import { changeIdentity } from './change-identity';
import { decideMessages } from './decide-messages';
import { rawEvent } from './raw-event';

/** What is still to be done for a message, in its own time: its file fetched, the customer asked whose it is. */
const followUpEvents = ({ message, question }: InboundWrite): InboundEvent[] => [
  ...(message.media === null
    ? []
    : [{ type: 'media' as const, account_id: message.accountId, message_id: message.messageId }]),
  ...(question?.requestId
    ? [
        {
          type: 'question' as const,
          account_id: question.accountId,
          request_id: question.requestId,
          message_id: question.messageId,
        },
      ]
    : []),
];

/**
 * Parts messages so that who changes their number twice changes it one time after the other, and that what a customer
 * writes before and after they choose an order is decided before and after that.
 */
function wavesOf(incoming: Incoming[], turnsAt: (each: Incoming) => boolean): Incoming[][] {
  const waves: Incoming[][] = [];
  let seen = new Set<string>();
  let turned = new Set<string>();
  for (const each of incoming) {
    const names = aliasesOf(each);
    const turns = turnsAt(each);
    const last = waves.at(-1);
    if (last && !names.some((name) => turned.has(name) || (turns && seen.has(name)))) last.push(each);
    else {
      waves.push([each]);
      seen = new Set();
      turned = new Set();
    }
    for (const name of names) {
      seen.add(name);
      if (turns) turned.add(name);
    }
  }
  return waves;
}

async function applyWave(deps: Deps, wave: Incoming[]): Promise<void> {
  if (wave.length === 0) return;
  const known = await deps.inboundMessages.findMatchContext(
    wave.map((incoming) => ({
      accountId: incoming.event.account_id,
      channelId: incoming.channelId,
      names: aliasesOf(incoming),
      payload: incoming.payload,
      referencedWamid: incoming.referencedWamid,
      dedupeKey: incoming.event.cause,
    })),
  );
  const parts = wavesOf(wave, (each) => each.identityChange === null && findChosenRequest(each, known) !== null);
  if (parts.length > 1) {
    for (const part of parts) await applyWave(deps, part);
    return;
  }
  const renamings = wave.flatMap((incoming) =>
    incoming.identityChange === null ? [] : [changeIdentity(incoming, known, incoming.identityChange)],
  );
  const rest = wave.filter(({ identityChange: renaming }) => renaming === null);
  const writes = [...renamings, ...(await decideMessages(deps, rest, known))];
  const { waits, unmatched } = await deps.inboundMessages.write(writes, deps.now());
  await Promise.all(waits.map(({ requestId, openWait }) => deps.engine.wake(requestId, openWait)));
  await startRequests(
    deps,
    writes.flatMap(({ started }) => started),
  );
  await deps.queueInbound(writes.flatMap(followUpEvents));
  await requeueUnmatched(deps, unmatched);
}

/**
 * Applies customers' messages, each once per Meta's id: keeps them, gives each to the request it answers, wakes that
 * request, starts what waits for a message that nobody waits for, and does what an opt-out or a change of number means.
 * Repeating it wakes again and writes nothing, so that a wake-up lost with a crash is made up for. What has no id or no
 * sender is kept raw. Of `statuses`, which came in the same batch, only the names count that they give their customers.
 */
export async function applyMessages(deps: Deps, events: WebhookEvent[], statuses: WebhookEvent[] = []): Promise<void> {
  const pairs = aliasPairsInEvents([...events, ...statuses]);
  const all = events.map((event) => {
    const incoming = readIncoming(event);
    return {
      event,
      incoming: incoming && { ...incoming, sender: withKnownPhone(event.account_id, incoming.sender, pairs) },
    };
  });
  const strange = all.filter(({ incoming }) => incoming === null);
  const incoming = all.flatMap((each) => (each.incoming ? [each.incoming] : [])).toSorted((a, b) => a.at - b.at);
  await deps.inboundEvents.upsert(
    strange.map(({ event }) => rawEvent(event, 'kept', userKeyOf(senderOf(event.value, event.contact)))),
  );
  // A new name first: what is written under it belongs to who had the old one.
  const renamings = incoming.filter(({ identityChange: renaming }) => renaming !== null);
  for (const wave of wavesOf(renamings, () => true)) await applyWave(deps, wave);
  await applyWave(
    deps,
    incoming.filter(({ identityChange: renaming }) => renaming === null),
  );
}
