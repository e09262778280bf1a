import type { Message } from '../../db/messages';
import { newId } from '../../shared/ids';
import type { JsonObject } from '../../shared/json';
import { groupOf, type Incoming } from '../messages/read-incoming';
import type { Owner } from '../replies/match-message';

/** Past this the sweeper sees to it that a file is fetched. */
const MEDIA_GRACE_MS = 60_000;

/** The row of a customer's message, with the request that it is for. */
export function messageOf(
  incoming: Incoming,
  {
    userKey,
    address,
    owner,
    namedTurn,
  }: {
    userKey: string;
    address: string;
    owner: Owner | null;
    /** The turn of the request's message that it presses a button of, quotes or reacts to. */
    namedTurn: number | null;
  },
): Message {
  const { event, channelId, wamid, said, payload, answered, at } = incoming;
  const group = groupOf(incoming);
  const content: JsonObject = {
    ...said.content,
    button: said.payload?.from === 'button' ? (payload?.id ?? null) : null,
    list: said.payload?.from === 'list' ? (payload?.id ?? null) : null,
    ...(answered === null ? {} : { answers: answered }),
    ...(group === null ? {} : { group_id: group }),
  };
  return {
    messageId: newId('msg'),
    accountId: event.account_id,
    channelId,
    direction: 'in',
    userKey,
    address,
    wamid,
    requestId: owner?.requestId ?? null,
    step: null,
    visit: null,
    kind: said.kind,
    content,
    status: 'received',
    category: null,
    turn: owner === null ? null : namedTurn,
    callAt: null,
    media: said.media,
    mediaDueAt: said.media === null ? null : event.received_at + MEDIA_GRACE_MS,
    createdAt: at,
    updatedAt: event.received_at,
  };
}
