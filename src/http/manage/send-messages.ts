import type { Context } from 'hono';
import { markConversationRead, showTyping } from '../../domain/conversations/send/mark-read';
import { FirstMessageInput, MessageInput } from '../../domain/conversations/send/message-input';
import { type SentMessage, sendFirstMessage, sendInConversation } from '../../domain/conversations/send/send-message';
import { emptyRequestBody, idParams, jsonRequestBody, jsonResponse, problem } from '../openapi/declarations';
import { newApi, operation, z } from '../openapi/operation';
import type { AppEnv } from '../request/app-env';
import { withIdempotency } from '../request/with-idempotency';
import {
  ConversationResource,
  presentConversation,
  presentStreamMessage,
  StreamMessage,
} from '../resources/conversation';

const SentMessageResource = StreamMessage.extend({ conversation_id: z.string() }).meta({ id: 'SentMessage' });
const missing = problem('The account has no such conversation');
const notOwner = problem('Another app answers this customer, or the conversation changed too often at once');
const sentResponses = {
  201: jsonResponse('The message; `state` says whether it has been sent', SentMessageResource),
  409: notOwner,
};

const send = operation({
  method: 'post',
  path: '/v1/conversations/{id}/messages',
  scope: 'messages:write',
  creates: true,
  summary: 'Send a message in a conversation; the sender owns the conversation from then on',
  request: { params: idParams, body: jsonRequestBody(MessageInput) },
  responses: { ...sentResponses, 404: missing },
});
const begin = operation({
  method: 'post',
  path: '/v1/messages',
  scope: 'messages:write',
  creates: true,
  summary: 'Send a message to a customer; a template can begin a conversation',
  request: { body: jsonRequestBody(FirstMessageInput) },
  responses: { ...sentResponses, 404: problem('The account has no such channel, or several and none was named') },
});
const read = operation({
  method: 'post',
  path: '/v1/conversations/{id}/read',
  scope: 'messages:write',
  summary: 'Mark a conversation as read, also for the customer',
  request: { params: idParams, body: emptyRequestBody },
  responses: {
    200: jsonResponse(
      'The conversation',
      ConversationResource.extend({
        receipt_sent: z.boolean().meta({ description: 'Whether WhatsApp shows the customer that it was read' }),
      }).meta({ id: 'ReadConversation' }),
    ),
    404: missing,
  },
});
const typing = operation({
  method: 'post',
  path: '/v1/conversations/{id}/typing',
  scope: 'messages:write',
  summary: 'Show the customer for up to 25 seconds that somebody types',
  request: { params: idParams, body: emptyRequestBody },
  responses: {
    200: jsonResponse(
      'Whether WhatsApp shows it',
      z.object({ conversation_id: z.string(), typing_sent: z.boolean() }).meta({ id: 'Typing' }),
    ),
    404: missing,
  },
});

const presentSent =
  (c: Context<AppEnv>) =>
  ({ message, conversationId, ...links }: SentMessage) => {
    const at = { zone: c.get('caller').account.timeZone, now: c.get('deps').now() };
    return { ...presentStreamMessage(message, links, at), conversation_id: conversationId };
  };

export const sendMessagesApi = newApi()
  .openapi(send, async (c) => {
    const deps = c.get('deps');
    const caller = c.get('caller');
    const input = { conversationId: c.req.valid('param').id, input: c.req.valid('json') };
    const body = await withIdempotency(
      c,
      caller.account.accountId,
      (makeRecord) => sendInConversation(deps, caller, input, makeRecord),
      presentSent(c),
    );
    return c.json(body, 201);
  })
  .openapi(begin, async (c) => {
    const deps = c.get('deps');
    const caller = c.get('caller');
    const { channel_id: channelId = null, to, ...input } = c.req.valid('json');
    const body = await withIdempotency(
      c,
      caller.account.accountId,
      (makeRecord) => sendFirstMessage(deps, caller, { channelId, to, input }, makeRecord),
      presentSent(c),
    );
    return c.json(body, 201);
  })
  .openapi(read, async (c) => {
    const { found, isReceiptSent } = await markConversationRead(
      c.get('deps'),
      c.get('caller'),
      c.req.valid('param').id,
    );
    const presented = presentConversation(found, c.get('caller').account.timeZone);
    return c.json({ ...presented, receipt_sent: isReceiptSent }, 200);
  })
  .openapi(typing, async (c) => {
    const { id } = c.req.valid('param');
    const isSent = await showTyping(c.get('deps'), c.get('caller'), id);
    return c.json({ conversation_id: id, typing_sent: isSent }, 200);
  });
