import { UserKey } from '../../domain/requests/create-request';
import { Failure } from '../../shared/failure';
import { answers, newApi, operation, z } from '../operation';
import { cursorAfter, nextCursor, pageQuery } from '../page-query';
import { MessageResource, presentMessage } from '../resources/message';

const MessageList = z.object({ data: z.array(MessageResource), next_cursor: nextCursor }).meta({ id: 'MessageList' });

const list = operation({
  method: 'get',
  path: '/v1/messages',
  scope: 'users:read',
  summary: 'The messages of a customer or of a request',
  request: {
    query: z.object({
      user_key: UserKey.optional(),
      request_id: z.string().max(100).optional(),
      ...pageQuery('msg'),
    }),
  },
  responses: { 200: answers('A page of messages with their statuses', MessageList) },
});

export const messagesApi = newApi().openapi(list, async (c) => {
  const { accountId, timeZone } = c.get('caller').account;
  const { user_key, request_id, limit, cursor } = c.req.valid('query');
  if ((user_key === undefined) === (request_id === undefined)) {
    const findings = [{ path: '?user_key', code: 'one_of', message: 'Give user_key or request_id' }];
    throw new Failure('validation_failed', '1 member is not valid', { findings });
  }
  const filter = user_key === undefined ? { requestId: request_id ?? '' } : { userKey: user_key };
  const page = { limit, after: cursor ?? null };
  const { rows, more, statuses } = await c.get('deps').messages.list(accountId, filter, page);
  const last = rows.at(-1);
  const data = rows.map((row) => presentMessage(row, statuses, timeZone));
  return c.json({ data, next_cursor: more && last ? cursorAfter(last.messageId) : null }, 200);
});
