import type { Message } from '../../../db/messages/messages';
import { newId } from '../../../shared/crypto/ids';
import type { JsonObject } from '../../../shared/json/json';
import { contentOf } from '../../messages/message-content';
import { wamidOf } from '../../messages/wamid-of';
import type { OutsideCustomer } from './find-customer';

/** A file is fetched at once; after this time the sweep queues it again. */
const MEDIA_GRACE_MS = 60_000;

/** Makes the row of a message that a person has sent to the customer in the app of the phone. */
export function newEchoMessage(
  { accountId, channelId, userKey, address }: OutsideCustomer,
  { echo, at, receivedAt }: { echo: JsonObject; at: number; receivedAt: number },
): Message {
  const { kind, content, media } = contentOf(echo);
  return {
    messageId: newId('msg'),
    accountId,
    channelId,
    direction: 'out',
    userKey,
    address,
    wamid: wamidOf(echo.id),
    requestId: null,
    step: null,
    iteration: null,
    kind,
    content,
    status: 'sent',
    category: null,
    turn: null,
    callStartedAt: null,
    media,
    mediaDueAt: media === null ? null : receivedAt + MEDIA_GRACE_MS,
    sendDueAt: null,
    author: 'phone_app',
    clientId: null,
    seq: null,
    createdAt: at,
    updatedAt: receivedAt,
  };
}
