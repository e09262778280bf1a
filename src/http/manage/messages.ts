import { listMessages } from '../../domain/messages/list-messages';
import { shareMedia } from '../../domain/messages/media/share-media';
import { UserKey } from '../../domain/requests/create-request';
import { formatInstant } from '../../shared/time/time-zone';
import { invalidMembers } from '../../shared/validation/invalid-member';
import { idParams, jsonResponse, problem } from '../openapi/declarations';
import { newApi, operation, z } from '../openapi/operation';
import { listOf, pageQuery, presentPage, toPageParams } from '../request/pagination';
import { Instant } from '../resources/common';
import { MessageResource, presentMessage } from '../resources/message';

const list = operation({
  method: 'get',
  path: '/v1/messages',
  scope: 'users:read',
  summary: 'List the messages of a customer or of a request',
  request: {
    query: z.object({
      user_key: UserKey.optional(),
      request_id: z.string().max(100).optional(),
      ...pageQuery('msg'),
    }),
  },
  responses: { 200: jsonResponse('A page of messages with their statuses', listOf(MessageResource, 'MessageList')) },
});

const MediaResource = z
  .object({
    message_id: z.string(),
    state: z
      .enum(['pending', 'stored', 'failed'])
      .meta({ description: 'pending: the file is being downloaded from Meta' }),
    mime_type: z.string().nullable(),
    filename: z.string().nullable(),
    size: z.number().int().nullable(),
    sha256: z.string().nullable(),
    error: z.string().nullable(),
    url: z.string().nullable().meta({ description: 'Serves the file without an API key until `expires_at`' }),
    expires_at: Instant.nullable(),
  })
  .meta({ id: 'Media' });
const media = operation({
  method: 'get',
  path: '/v1/messages/{id}/media',
  scope: 'users:read',
  summary: "Get a message's file, with a download URL that is valid for five minutes",
  request: { params: idParams },
  responses: {
    200: jsonResponse('The file', MediaResource),
    404: problem('The account has no such message, or the message has no file'),
  },
});

const listApi = newApi().openapi(list, async (c) => {
  const { timeZone } = c.get('caller').account;
  const { user_key, request_id, ...query } = c.req.valid('query');
  if ((user_key === undefined) === (request_id === undefined)) {
    throw invalidMembers([{ path: '?user_key', code: 'one_of', message: 'Send either `user_key` or `request_id`' }]);
  }
  const filter = user_key === undefined ? { requestId: request_id ?? '' } : { userKey: user_key };
  const page = await listMessages(c.get('deps'), c.get('caller'), { filter, page: toPageParams(query) });
  const body = presentPage(page, (row) => presentMessage(row, page, timeZone), 'messageId');
  return c.json(body, 200);
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
