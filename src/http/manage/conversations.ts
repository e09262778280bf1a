import type { ConversationEntry } from '../../db/conversations/conversation-statements';
import { AddNote, addNote } from '../../domain/conversations/add-note';
import { ChangeConversation, changeConversation } from '../../domain/conversations/change-conversation';
import {
  findConversation,
  listChangedConversations,
  listConversations,
  readStream,
} from '../../domain/conversations/read-conversations';
import type { MakeIdempotencyRecord } from '../../domain/idempotency-record';
import { CONVERSATION_STATES } from '../../shared/flows/statuses';
import { searchTerms } from '../../shared/text/search-words';
import { idParams, jsonRequestBody, jsonResponse, problem } from '../openapi/declarations';
import { newApi, operation, z } from '../openapi/operation';
import {
  conversationPageQuery,
  cursorAfter,
  listOf,
  nextCursor,
  presentPage,
  streamPageQuery,
  toPageParams,
} from '../request/pagination';
import { withIdempotency } from '../request/with-idempotency';
import {
  ConversationResource,
  presentConversation,
  presentEntry,
  presentStreamRow,
  StreamRow,
} from '../resources/conversation';

const missing = problem('The account has no such conversation');

const list = operation({
  method: 'get',
  path: '/v1/conversations',
  scope: 'users:read',
  summary: 'List conversations: those that wait for a person first, the longest wait first',
  request: {
    query: z.object({
      state: z.enum(CONVERSATION_STATES).optional(),
      owner: z.enum(['flow', 'person', 'other_app', 'nobody']).optional(),
      assignee: z.string().max(100).optional(),
      waiting: z.enum(['true']).optional().meta({ description: 'Only those that wait for a person' }),
      channel_id: z.string().max(100).optional(),
      q: z.string().trim().min(1).max(200).optional().meta({
        description:
          'The beginnings of words of messages, of the name or of the phone number, in any case and without accents, or of an order number. Of a very common word only the newest 200 conversations are found',
      }),
      since_seq: z.coerce
        .number()
        .int()
        .min(0)
        .max(Number.MAX_SAFE_INTEGER)
        .optional()
        .meta({ description: 'Only those that changed after this number, the first change first; for polling' }),
      ...conversationPageQuery,
    }),
  },
  responses: { 200: jsonResponse('A page of conversations', listOf(ConversationResource, 'ConversationList')) },
});
const show = operation({
  method: 'get',
  path: '/v1/conversations/{id}',
  scope: 'users:read',
  summary: 'Get a conversation',
  request: { params: idParams },
  responses: { 200: jsonResponse('The conversation', ConversationResource), 404: missing },
});
const stream = operation({
  method: 'get',
  path: '/v1/conversations/{id}/messages',
  scope: 'users:read',
  summary: 'List the messages, notes and changes of a conversation, newest first',
  request: { params: idParams, query: z.object(streamPageQuery) },
  responses: {
    200: jsonResponse(
      'A page of the stream',
      z.object({ data: z.array(StreamRow), next_cursor: nextCursor }).meta({ id: 'ConversationStream' }),
    ),
    404: missing,
  },
});
const patch = operation({
  method: 'patch',
  path: '/v1/conversations/{id}',
  scope: 'messages:write',
  summary: 'Change who answers a conversation, its state or its assignee',
  request: { params: idParams, body: jsonRequestBody(ChangeConversation) },
  responses: {
    200: jsonResponse('The conversation', ConversationResource),
    404: missing,
    409: problem('The conversation has changed since `if_seq`, or its request does not wait for a person'),
  },
});
const note = operation({
  method: 'post',
  path: '/v1/conversations/{id}/notes',
  scope: 'messages:write',
  creates: true,
  summary: 'Add a note that the customer does not see',
  request: { params: idParams, body: jsonRequestBody(AddNote) },
  responses: { 201: jsonResponse('The note', StreamRow), 404: missing },
});

export const conversationsApi = newApi()
  .openapi(list, async (c) => {
    const { timeZone } = c.get('caller').account;
    const {
      waiting,
      channel_id: channelId,
      since_seq: since,
      state,
      owner,
      assignee,
      q,
      ...query
    } = c.req.valid('query');
    const search = q === undefined ? {} : { query: { text: q, terms: searchTerms(q) } };
    const filter = { state, owner, assignee, channelId, isWaiting: waiting === 'true', ...search };
    const present = (row: Parameters<typeof presentConversation>[0]) => presentConversation(row, timeZone);
    if (since !== undefined) {
      const input = { filter, since, limit: query.limit };
      const { rows } = await listChangedConversations(c.get('deps'), c.get('caller'), input);
      return c.json({ data: rows.map(present), next_cursor: null }, 200);
    }
    const page = await listConversations(c.get('deps'), c.get('caller'), { filter, page: toPageParams(query) });
    return c.json(
      presentPage(page, present, ({ position, conversation }) => `${position}/${conversation.conversationId}`),
      200,
    );
  })
  .openapi(show, async (c) => {
    const found = await findConversation(c.get('deps'), c.get('caller'), c.req.valid('param').id);
    return c.json(presentConversation(found, c.get('caller').account.timeZone), 200);
  })
  .openapi(stream, async (c) => {
    const { timeZone: zone } = c.get('caller').account;
    const input = { conversationId: c.req.valid('param').id, page: toPageParams(c.req.valid('query')) };
    const found = await readStream(c.get('deps'), c.get('caller'), input);
    const at = { zone, now: c.get('deps').now() };
    const data = found.rows.map((row) => presentStreamRow(row, found, at));
    return c.json({ data, next_cursor: found.next === null ? null : cursorAfter(found.next) }, 200);
  })
  .openapi(patch, async (c) => {
    const input = { conversationId: c.req.valid('param').id, input: c.req.valid('json') };
    const changed = await changeConversation(c.get('deps'), c.get('caller'), input);
    return c.json(presentConversation(changed, c.get('caller').account.timeZone), 200);
  })
  .openapi(note, async (c) => {
    const { accountId, timeZone } = c.get('caller').account;
    const input = { conversationId: c.req.valid('param').id, ...c.req.valid('json') };
    const body = await withIdempotency(
      c,
      accountId,
      (makeRecord: MakeIdempotencyRecord<ConversationEntry>) =>
        addNote(c.get('deps'), c.get('caller'), input, makeRecord),
      (added) => presentEntry(added, timeZone),
    );
    return c.json(body, 201);
  });
