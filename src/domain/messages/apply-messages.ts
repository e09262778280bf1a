import type { InboundWrite } from '../../db/inbound-messages';
import { pairsInEvents, withPhone } from '../customers/pairs-in-events';
import { queueUnmatched } from '../customers/queue-unmatched';
import type { Deps } from '../ports';
import { startRequests } from '../requests/start-requests';
import { decideAll } from './decide-all';
import { keyOf, senderOf } from './identity';
import type { InboundEvent, WebhookEvent } from './inbound-event';
import { rawEvent } from './raw-event';
import { type Incoming, namesOf, readIncoming } from './read-incoming';
import { renameCustomer } from './rename-customer';

/** What is still to be done for a message, in its own time: its file fetched, the customer asked whose it is. */
const furtherWork = ({ message, question }: InboundWrite): InboundEvent[] => [
  ...(message.media === null
    ? []
    : [{ type: 'media' as const, account_id: message.accountId, message_id: message.messageId }]),
  ...(question?.requestId
    ? [{ type: 'question' as const, account_id: question.accountId, request_id: question.requestId }]
    : []),
];

async function applyWave(deps: Deps, wave: Incoming[]): Promise<void> {
  if (wave.length === 0) return;
  const known = await deps.inboundMessages.findWhose(
    wave.map((incoming) => ({
      accountId: incoming.event.account_id,
      channelId: incoming.channelId,
      names: namesOf(incoming),
      requestId: incoming.payload?.requestId ?? null,
      answered: incoming.answered,
      cause: incoming.event.cause,
    })),
  );
  const renamings = wave.flatMap((incoming) =>
    incoming.renaming === null ? [] : [renameCustomer(incoming, known, incoming.renaming)],
  );
  const rest = wave.filter(({ renaming }) => renaming === null);
  const writes = [...renamings, ...(await decideAll(deps, rest, known))];
  const { waits, unmatched } = await deps.inboundMessages.write(writes, deps.now());
  await Promise.all(waits.map(({ requestId, openWait }) => deps.engine.wake(requestId, openWait)));
  await startRequests(
    deps,
    writes.flatMap(({ started }) => started),
  );
  await deps.queueInbound(writes.flatMap(furtherWork));
  await queueUnmatched(deps, unmatched);
}

/** Who changes their number twice changes it one time after the other. */
function wavesOf(renamings: Incoming[]): Incoming[][] {
  const waves: Incoming[][] = [];
  let renamed = new Set<string>();
  for (const incoming of renamings) {
    const names = namesOf(incoming);
    const last = waves.at(-1);
    if (last && !names.some((name) => renamed.has(name))) last.push(incoming);
    else {
      waves.push([incoming]);
      renamed = new Set();
    }
    for (const name of names) renamed.add(name);
  }
  return waves;
}

/**
 * Applies customers' messages, each once per Meta's id: keeps them, gives each to the request it answers, wakes that
 * request, starts what waits for a message that nobody waits for, and does what an opt-out or a change of number means.
 * Repeating it wakes again and writes nothing, so that a wake-up lost with a crash is made up for. What has no id or no
 * sender is kept raw. Of `statuses`, which came in the same batch, only the names count that they give their customers.
 */
export async function applyMessages(deps: Deps, events: WebhookEvent[], statuses: WebhookEvent[] = []): Promise<void> {
  const pairs = pairsInEvents([...events, ...statuses]);
  const all = events.map((event) => {
    const incoming = readIncoming(event);
    return {
      event,
      incoming: incoming && { ...incoming, sender: withPhone(event.account_id, incoming.sender, pairs) },
    };
  });
  const strange = all.filter(({ incoming }) => incoming === null);
  const incoming = all.flatMap((each) => (each.incoming ? [each.incoming] : [])).toSorted((a, b) => a.at - b.at);
  await deps.inboundEvents.keep(
    strange.map(({ event }) => rawEvent(event, 'kept', keyOf(senderOf(event.value, event.contact)))),
  );
  // A new name first: what is written under it belongs to who had the old one.
  for (const wave of wavesOf(incoming.filter(({ renaming }) => renaming !== null))) await applyWave(deps, wave);
  await applyWave(
    deps,
    incoming.filter(({ renaming }) => renaming === null),
  );
}
