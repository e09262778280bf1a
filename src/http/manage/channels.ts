import type { Context } from 'hono';
import type { Channel } from '../../db/channels/channels';
import { changeChannel, PatchChannel, ReplaceChannel } from '../../domain/channels/change-channel';
import { checkChannel } from '../../domain/channels/check/check-channel';
import { CreateChannel, createChannel } from '../../domain/channels/create-channel';
import { deleteChannel } from '../../domain/channels/delete-channel';
import { findChannel } from '../../domain/channels/find-channel';
import { listChannels } from '../../domain/channels/list-channels';
import { resumeChannel } from '../../domain/channels/resume-channel';
import { listTemplates } from '../../domain/channels/templates/list-templates';
import type { MakeIdempotencyRecord } from '../../domain/idempotency-record';
import { formatInstant } from '../../shared/time/time-zone';
import { emptyRequestBody, idParams, jsonRequestBody, jsonResponse, problem } from '../openapi/declarations';
import { newApi, operation, z } from '../openapi/operation';
import type { AppEnv } from '../request/app-env';
import {
  listOf,
  nextCursor,
  nextCursorOf,
  pageQuery,
  presentPage,
  templatePageQuery,
  toPageParams,
} from '../request/pagination';
import { withIdempotency } from '../request/with-idempotency';
import { ChannelResource, presentChannel } from '../resources/channel';
import { CheckResource } from '../resources/check';
import { Instant } from '../resources/common';
import { presentTemplate, TemplateResource } from '../resources/template';

const missing = problem('The account has no such channel');

const create = operation({
  method: 'post',
  path: '/v1/channels',
  scope: 'settings:write',
  creates: true,
  summary: 'Create a channel for a WhatsApp number',
  request: { body: jsonRequestBody(CreateChannel) },
  responses: {
    201: jsonResponse('The channel', ChannelResource),
    409: problem('The account already has a channel for this number'),
  },
});
const list = operation({
  method: 'get',
  path: '/v1/channels',
  scope: 'settings:read',
  summary: 'List channels',
  request: { query: z.object(pageQuery('chn')) },
  responses: { 200: jsonResponse('A page of channels', listOf(ChannelResource, 'ChannelList')) },
});
const show = operation({
  method: 'get',
  path: '/v1/channels/{id}',
  scope: 'settings:read',
  summary: 'Get a channel',
  request: { params: idParams },
  responses: { 200: jsonResponse('The channel', ChannelResource), 404: missing },
});

const writeOne = { path: '/v1/channels/{id}', scope: 'settings:write' } as const;
const numberInUse = problem('Another channel of the account has this number');
const replace = operation({
  ...writeOne,
  method: 'put',
  summary: 'Replace a channel; secrets that are left out are kept',
  request: { params: idParams, body: jsonRequestBody(ReplaceChannel) },
  responses: { 200: jsonResponse('The channel', ChannelResource), 404: missing, 409: numberInUse },
});
const patch = operation({
  ...writeOne,
  method: 'patch',
  summary: 'Update a channel',
  request: { params: idParams, body: jsonRequestBody(PatchChannel) },
  responses: { 200: jsonResponse('The channel', ChannelResource), 404: missing, 409: numberInUse },
});
const remove = operation({
  ...writeOne,
  method: 'delete',
  summary: 'Delete a channel',
  request: { params: idParams },
  responses: { 204: { description: 'The channel is deleted' }, 404: missing },
});

const resume = operation({
  method: 'post',
  path: '/v1/channels/{id}/resume',
  scope: 'settings:write',
  summary: 'Resume a broken channel and send its waiting messages',
  request: { params: idParams, body: emptyRequestBody },
  responses: { 200: jsonResponse('The channel', ChannelResource), 404: missing },
});
const ChannelCheck = z
  .object({
    channel_id: z.string(),
    ok: z.boolean().meta({ description: 'Whether no check failed' }),
    checked_at: Instant,
    checks: z.array(CheckResource),
  })
  .meta({ id: 'ChannelCheck' });
const check = operation({
  method: 'post',
  path: '/v1/channels/{id}/check',
  scope: 'settings:write',
  summary: 'Check the channel at Meta and report how to fix problems',
  request: { params: idParams, body: emptyRequestBody },
  responses: { 200: jsonResponse('The results of the checks', ChannelCheck), 404: missing },
});
const TemplateList = z
  .object({
    data: z.array(TemplateResource),
    next_cursor: nextCursor,
    read_at: Instant.nullable().meta({ description: 'When the templates were last read from Meta' }),
    stale: z
      .string()
      .nullable()
      .meta({ description: 'Why the templates could not be read from Meta now; null if they are current' }),
  })
  .meta({ id: 'TemplateList' });
const templates = operation({
  method: 'get',
  path: '/v1/channels/{id}/templates',
  scope: 'settings:read',
  summary: "List the message templates of the channel's WhatsApp Business account, sorted by name",
  request: {
    params: idParams,
    query: z.object({ refresh: z.enum(['true', 'false']).optional(), ...templatePageQuery }),
  },
  responses: { 200: jsonResponse('A page of templates', TemplateList), 404: missing },
});

const present = (c: Context<AppEnv>, channel: Channel) =>
  presentChannel(channel, c.get('deps').encryptor, c.get('caller').account.timeZone);

export const channelsApi = newApi()
  .openapi(create, async (c) => {
    const deps = c.get('deps');
    const { accountId } = c.get('caller').account;
    const body = await withIdempotency(
      c,
      accountId,
      (makeRecord: MakeIdempotencyRecord<Channel>) =>
        createChannel(deps, c.get('caller'), c.req.valid('json'), makeRecord),
      (channel) => present(c, channel),
    );
    return c.json(body, 201);
  })
  .openapi(list, async (c) => {
    const page = await listChannels(c.get('deps'), c.get('caller'), toPageParams(c.req.valid('query')));
    const data = await Promise.all(page.rows.map((channel) => present(c, channel)));
    return c.json({ data, next_cursor: nextCursorOf(page, 'channelId') }, 200);
  })
  .openapi(show, async (c) => {
    const channel = await findChannel(c.get('deps'), c.get('caller'), c.req.valid('param').id);
    return c.json(await present(c, channel), 200);
  })
  .openapi(replace, async (c) => {
    const input = { channelId: c.req.valid('param').id, input: c.req.valid('json') };
    const channel = await changeChannel(c.get('deps'), c.get('caller'), input);
    return c.json(await present(c, channel), 200);
  })
  .openapi(patch, async (c) => {
    const input = { channelId: c.req.valid('param').id, input: c.req.valid('json') };
    const channel = await changeChannel(c.get('deps'), c.get('caller'), input);
    return c.json(await present(c, channel), 200);
  })
  .openapi(resume, async (c) => {
    const channel = await resumeChannel(c.get('deps'), c.get('caller'), c.req.valid('param').id);
    return c.json(await present(c, channel), 200);
  })
  .openapi(check, async (c) => {
    const channelId = c.req.valid('param').id;
    const { ok, checks, checkedAt } = await checkChannel(c.get('deps'), c.get('caller'), channelId);
    const checked_at = formatInstant(checkedAt, c.get('caller').account.timeZone);
    return c.json({ channel_id: channelId, ok, checked_at, checks }, 200);
  })
  .openapi(templates, async (c) => {
    const { timeZone } = c.get('caller').account;
    const { refresh, ...query } = c.req.valid('query');
    const input = { channelId: c.req.valid('param').id, refresh: refresh === 'true', ...toPageParams(query) };
    const { readAt, stale, ...page } = await listTemplates(c.get('deps'), c.get('caller'), input);
    const body = presentPage(
      page,
      (row) => presentTemplate(row, timeZone),
      ({ name, language }) => `${name}/${language}`,
    );
    return c.json({ ...body, read_at: readAt === null ? null : formatInstant(readAt, timeZone), stale }, 200);
  })
  .openapi(remove, async (c) => {
    await deleteChannel(c.get('deps'), c.get('caller'), c.req.valid('param').id);
    return c.body(null, 204);
  });
