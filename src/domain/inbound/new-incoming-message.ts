import type { Message } from '../../db/messages/messages';
import { newId } from '../../shared/crypto/ids';
import type { JsonObject } from '../../shared/json/json';
import { groupOf, type Incoming } from '../messages/read-incoming';
import type { MatchedRequest } from '../replies/match-message';

/** A file is fetched at once; after this time the sweep queues it again. */
const MEDIA_GRACE_MS = 60_000;

/** Makes the row of a customer's message. */
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
    /** The turn of the request's message whose button it presses, or that it quotes or reacts to. */
    referencedTurn: number | null;
  },
): Message {
  const { event, channelId, wamid, body, payload, quotedWamid, at } = incoming;
  const group = groupOf(incoming);
  const content: JsonObject = {
    ...body.content,
    button: body.payload?.from === 'button' ? (payload?.id ?? null) : null,
    list: body.payload?.from === 'list' ? (payload?.id ?? null) : null,
    ...(quotedWamid === null ? {} : { answers: quotedWamid }),
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
    kind: body.kind,
    content,
    status: 'received',
    category: null,
    turn: request === null ? null : referencedTurn,
    callStartedAt: null,
    media: body.media,
    mediaDueAt: body.media === null ? null : event.received_at + MEDIA_GRACE_MS,
    author: 'customer',
    clientId: null,
    sendDueAt: null,
    seq: null,
    createdAt: at,
    updatedAt: event.received_at,
  };
}
