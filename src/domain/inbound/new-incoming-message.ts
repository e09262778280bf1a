import type { Message } from '../../db/messages';
import { newId } from '../../shared/ids';
import type { JsonObject } from '../../shared/json';
import { groupOf, type Incoming } from '../messages/read-incoming';
import type { MatchedRequest } from '../replies/match-message';

/** Past this the sweeper sees to it that a file is fetched. */
const MEDIA_GRACE_MS = 60_000;

/** The row of a customer's message, with the request that it is for. */
export function newIncomingMessage(
  incoming: Incoming,
  {
    userKey,
    address,
    request,
    referencedTurn,
  }: {
    userKey: string;
    address: string;
    request: MatchedRequest | null;
    /** The turn of the request's message that it presses a button of, quotes or reacts to. */
    referencedTurn: number | null;
  },
): Message {
  const { event, channelId, wamid, body: said, payload, quotedWamid: answered, at } = incoming;
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
    requestId: request?.requestId ?? null,
    step: null,
    iteration: null,
    kind: said.kind,
    content,
    status: 'received',
    category: null,
    turn: request === null ? null : referencedTurn,
    callStartedAt: null,
    media: said.media,
    mediaDueAt: said.media === null ? null : event.received_at + MEDIA_GRACE_MS,
    createdAt: at,
    updatedAt: event.received_at,
  };
}
