import { z } from 'zod';
import type { ListedConversation } from '../../db/conversations/conversations';
import { applyChanges, type MessageChange } from '../../domain/conversations/changed-message';
import { STREAM_STATES, streamStateOf } from '../../domain/conversations/message-state';
import type { readStream } from '../../domain/conversations/read-conversations';
import { readAuthor } from '../../shared/access/actor';
import { CONVERSATION_STATES } from '../../shared/flows/statuses';
import { SERVICE_WINDOW_MS } from '../../shared/time/service-window';
import { formatInstant } from '../../shared/time/time-zone';
import { Instant, JsonRecord } from './common';
import { MessageResource, presentMessage } from './message';

const Author = z.object({ kind: z.string(), id: z.string().nullable() }).meta({
  id: 'Author',
  description: '`kind` is customer, flow, person, key, phone_app or other_app; `id` names the person or key',
});

export const ConversationResource = z
  .object({
    conversation_id: z.string(),
    channel_id: z.string(),
    user_key: z.string(),
    name: z.string().nullable(),
    state: z.enum(CONVERSATION_STATES),
    owner: z
      .enum(['flow', 'person', 'other_app', 'nobody'])
      .meta({ description: 'Who answers. While it is a person or another app, flows send only templates' }),
    assignee: z.string().nullable(),
    waiting_since: Instant.nullable().meta({ description: 'When the oldest message that nobody has answered came' }),
    window_closes_at: Instant.nullable().meta({
      description: 'Until then free forms can be sent, afterwards templates',
    }),
    unread: z.number().int(),
    seq: z
      .number()
      .int()
      .meta({ description: "The number of its last change, in one counter of the account's conversations" }),
    last_message: z
      .object({
        message_id: z.string(),
        direction: z.enum(['in', 'out']),
        kind: z.string(),
        author: Author,
        content: JsonRecord,
        status: z.string(),
        created_at: Instant,
      })
      .nullable(),
    request_id: z.string().nullable().meta({ description: 'The request that was handed over to a person' }),
    snoozed_until: Instant.nullable(),
  })
  .meta({ id: 'Conversation' });

type Message = NonNullable<ListedConversation['lastMessage']>;
const authorOf = ({ author, direction }: Message) => readAuthor(author ?? (direction === 'in' ? 'customer' : 'flow'));

export function presentConversation(
  { conversation, hasFlow, lastMessage }: ListedConversation,
  zone: string,
): z.infer<typeof ConversationResource> {
  const { lastInboundAt, owner } = conversation;
  const instant = (ms: number | null) => (ms === null ? null : formatInstant(ms, zone));
  return {
    conversation_id: conversation.conversationId ?? '',
    channel_id: conversation.channelId,
    user_key: conversation.userKey,
    name: conversation.name,
    state: conversation.state,
    owner: owner ?? (hasFlow === 1 ? 'flow' : 'nobody'),
    assignee: conversation.assignee,
    waiting_since: instant(conversation.waitingSince),
    window_closes_at: instant(lastInboundAt === 0 ? null : lastInboundAt + SERVICE_WINDOW_MS),
    unread: conversation.unread,
    seq: conversation.seq,
    last_message: lastMessage && {
      message_id: lastMessage.messageId,
      direction: lastMessage.direction,
      kind: lastMessage.kind,
      author: authorOf(lastMessage),
      content: lastMessage.content,
      status: lastMessage.status,
      created_at: formatInstant(lastMessage.createdAt, zone),
    },
    request_id: conversation.requestId,
    snoozed_until: instant(conversation.snoozedUntil),
  };
}

export const StreamMessage = MessageResource.extend({
  kind: z.literal('message'),
  message_kind: z.string().meta({ description: 'text, image, template, …' }),
  seq: z.number().int(),
  author: Author,
  state: z.enum(STREAM_STATES),
  client_id: z.string().nullable(),
  reactions: z
    .array(z.object({ emoji: z.string(), author: Author, created_at: Instant }))
    .meta({ description: 'The present reactions, at most one of the customer and one of the business' }),
  edited_at: Instant.nullable().meta({ description: 'When its sender last edited it; `content` is as edited' }),
  deleted_at: Instant.nullable().meta({ description: 'When its sender deleted it for everybody; `content` is kept' }),
}).meta({ id: 'ConversationMessage' });
export const StreamEntry = z
  .object({
    kind: z.enum(['note', 'owner', 'state', 'assignee']),
    entry_id: z.string(),
    seq: z.number().int(),
    author: Author,
    detail: JsonRecord,
    created_at: Instant,
  })
  .meta({ id: 'ConversationEntry' });
export const StreamRow = z.union([StreamMessage, StreamEntry]);

export function presentStreamMessage(
  message: Message,
  { changes = [], ...links }: Parameters<typeof presentMessage>[1] & { changes?: MessageChange[] },
  { zone, now }: { zone: string; now: number },
): z.infer<typeof StreamMessage> {
  const { content, reactions, editedAt, deletedAt } = applyChanges(message, changes);
  const presented = presentMessage({ ...message, content }, links, zone);
  const instant = (ms: number | null) => (ms === null ? null : formatInstant(ms, zone));
  return {
    ...presented,
    reactions: reactions.map(({ emoji, author, at }) => ({
      emoji,
      author: readAuthor(author),
      created_at: formatInstant(at, zone),
    })),
    edited_at: instant(editedAt),
    deleted_at: instant(deletedAt),
    kind: 'message',
    message_kind: presented.kind,
    seq: message.seq ?? 0,
    author: authorOf(message),
    state: streamStateOf(message, now),
    client_id: message.clientId,
  };
}

type Stream = Awaited<ReturnType<typeof readStream>>;

export const presentEntry = (
  { entryId, kind, seq, author, detail, createdAt }: Extract<Stream['rows'][number], { entryId: string }>,
  zone: string,
): z.infer<typeof StreamEntry> => ({
  kind,
  entry_id: entryId,
  seq,
  author: readAuthor(author),
  detail,
  created_at: formatInstant(createdAt, zone),
});

export const presentStreamRow = (
  row: Stream['rows'][number],
  stream: Pick<Stream, 'statuses' | 'charges' | 'changes'>,
  at: { zone: string; now: number },
) => ('messageId' in row ? presentStreamMessage(row, stream, at) : presentEntry(row, at.zone));
