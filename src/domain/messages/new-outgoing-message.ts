import type { Message } from '../../db/messages';
import { newId } from '../../shared/ids';
import type { OutgoingMessage } from './outgoing-message';

type OutgoingContext = Pick<
  Message,
  'accountId' | 'channelId' | 'userKey' | 'address' | 'requestId' | 'step' | 'iteration' | 'callStartedAt'
>;

/** The row of a message that is to go out; `callAt` is when the call to Meta begins, null where it is made later. */
export const newOutgoingMessage = (known: OutgoingContext, content: OutgoingMessage, now: number): Message => ({
  ...known,
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
  createdAt: now,
  updatedAt: now,
});
