import type { Message } from '../../db/messages/messages';
import { newId } from '../../shared/crypto/ids';
import type { OutgoingMessage } from './outgoing-message';

type OutgoingContext = Pick<
  Message,
  'accountId' | 'channelId' | 'userKey' | 'address' | 'requestId' | 'step' | 'iteration' | 'callStartedAt'
>;

/** Makes the row of an outgoing message; `callStartedAt` is null if Meta is called later. */
export const newOutgoingMessage = (context: OutgoingContext, content: OutgoingMessage, now: number): Message => ({
  ...context,
  messageId: newId('msg'),
  direction: 'out',
  wamid: null,
  kind: content.kind,
  content,
  status: 'pending',
  category: null,
  turn: null,
  media: null,
  mediaDueAt: null,
  author: 'flow',
  clientId: null,
  sendDueAt: null,
  seq: null,
  createdAt: now,
  updatedAt: now,
});
