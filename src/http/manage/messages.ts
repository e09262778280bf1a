import { shareMedia } from '../../domain/messages/media/share-media';
import { UserKey } from '../../domain/requests/create-request';
import { AppError } from '../../shared/app-error';
import { formatInstant } from '../../shared/time-zone';
import { jsonResponse, newApi, operation, problem, z } from '../operation';
import { cursorAfter, nextCursor, pageQuery } from '../pagination';
import { Instant } from '../resources/common';
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
  responses: { 200: jsonResponse('A page of messages with their statuses', MessageList) },
});

const MediaResource = z
  .object({
    message_id: z.string(),
    state: z
      .enum(['pending', 'stored', 'failed'])
      .meta({ description: 'pending: it is still being fetched from Meta' }),
    mime_type: z.string().nullable(),
    filename: z.string().nullable(),
    size: z.number().int().nullable(),
    sha256: z.string().nullable(),
    error: z.string().nullable(),
    url: z.string().nullable().meta({ description: 'Where its bytes are, without a key, until expires_at' }),
    expires_at: Instant.nullable(),
  })
  .meta({ id: 'Media' });
const media = operation({
  method: 'get',
  path: '/v1/messages/{id}/media',
  scope: 'users:read',
  summary: 'The file that a customer sent, with an address for five minutes',
  request: { params: z.object({ id: z.string().max(64) }) },
  responses: {
    200: jsonResponse('The file', MediaResource),
    404: problem('There is no such message, or no file with it'),
  },
});

const listApi = newApi().openapi(list, async (c) => {
  const { accountId, timeZone } = c.get('caller').account;
  const { user_key, request_id, limit, cursor } = c.req.valid('query');
  if ((user_key === undefined) === (request_id === undefined)) {
    const issues = [{ path: '?user_key', code: 'one_of', message: 'Give user_key or request_id' }];
    throw new AppError('validation_failed', '1 member is not valid', { issues });
  }
  const filter = user_key === undefined ? { requestId: request_id ?? '' } : { userKey: user_key };
  const page = { limit, after: cursor ?? null };
  const { rows, more, ...links } = await c.get('deps').messages.list(accountId, filter, page);
  const last = rows.at(-1);
  const data = rows.map((row) => presentMessage(row, links, timeZone));
  return c.json({ data, next_cursor: more && last ? cursorAfter(last.messageId) : null }, 200);
});

export const messagesApi = listApi.openapi(media, async (c) => {
  const shared = await shareMedia(c.get('deps'), c.get('caller'), c.req.valid('param').id);
  const { state, mime_type, filename, size, sha256, error } = shared.media;
  const { ticket, expiresAt } = shared;
  const url = ticket === null ? null : `${new URL(c.req.url).origin}/media/${ticket}`;
  const expires_at = expiresAt === null ? null : formatInstant(expiresAt, c.get('caller').account.timeZone);
  const body = { message_id: shared.messageId, state, mime_type, filename, size, sha256, error, url, expires_at };
  return c.json(body, 200);
});
