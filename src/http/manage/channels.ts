import type { Channel } from '../../db/channels';
import { changeChannel, PatchChannel, ReplaceChannel } from '../../domain/channels/change-channel';
import { checkChannel } from '../../domain/channels/check/check-channel';
import { CreateChannel, createChannel } from '../../domain/channels/create-channel';
import { deleteChannel } from '../../domain/channels/delete-channel';
import { findChannel } from '../../domain/channels/find-channel';
import { resumeChannel } from '../../domain/channels/resume-channel';
import { listTemplates } from '../../domain/channels/templates/list-templates';
import type { MakeIdempotencyRecord } from '../../domain/idempotency';
import { formatInstant } from '../../shared/time-zone';
import { jsonRequestBody, jsonResponse, newApi, operation, optionalJsonRequestBody, problem, z } from '../operation';
import {
  cursorAfter,
  nextCursor,
  pageQuery,
  templateCursorAfter,
  templateCursorOf,
  templatePageQuery,
} from '../pagination';
import { ChannelResource, presentChannel } from '../resources/channel';
import { CheckResource } from '../resources/check';
import { Instant } from '../resources/common';
import { presentTemplate, TemplateResource } from '../resources/template';
import { withIdempotency } from '../with-idempotency';

const ChannelList = z.object({ data: z.array(ChannelResource), next_cursor: nextCursor }).meta({ id: 'ChannelList' });

const create = operation({
  method: 'post',
  path: '/v1/channels',
  scope: 'settings:write',
  creates: true,
  summary: 'Make a channel of a WhatsApp number',
  request: { body: jsonRequestBody(CreateChannel) },
  responses: {
    201: jsonResponse('The channel', ChannelResource),
    409: problem('The account has a channel for this number already'),
  },
});
const list = operation({
  method: 'get',
  path: '/v1/channels',
  scope: 'settings:read',
  summary: 'List channels',
  request: { query: z.object(pageQuery('chn')) },
  responses: { 200: jsonResponse('A page of channels', ChannelList) },
});
const show = operation({
  method: 'get',
  path: '/v1/channels/{id}',
  scope: 'settings:read',
  summary: 'One channel',
  request: { params: z.object({ id: z.string().max(64) }) },
  responses: { 200: jsonResponse('The channel', ChannelResource), 404: problem('The account has no such channel') },
});

const one = { path: '/v1/channels/{id}', scope: 'settings:write' } as const;
const params = z.object({ id: z.string().max(64) });
const missing = problem('The account has no such channel');
const taken = problem('Another channel of this account has this number');
const replace = operation({
  ...one,
  method: 'put',
  summary: 'Replace a channel; secrets that are left out stay',
  request: { params, body: jsonRequestBody(ReplaceChannel) },
  responses: { 200: jsonResponse('The channel', ChannelResource), 404: missing, 409: taken },
});
const patch = operation({
  ...one,
  method: 'patch',
  summary: 'Change a channel',
  request: { params, body: jsonRequestBody(PatchChannel) },
  responses: { 200: jsonResponse('The channel', ChannelResource), 404: missing, 409: taken },
});
const remove = operation({
  ...one,
  method: 'delete',
  summary: 'Delete a channel',
  request: { params },
  responses: { 204: { description: 'It is gone' }, 404: missing },
});

const resume = operation({
  method: 'post',
  path: '/v1/channels/{id}/resume',
  scope: 'settings:write',
  summary: 'Say that a broken channel works again; what waited for it is sent',
  request: { params, body: optionalJsonRequestBody(z.strictObject({})) },
  responses: { 200: jsonResponse('The channel', ChannelResource), 404: missing },
});
const ChannelCheck = z
  .object({
    channel_id: z.string(),
    ok: z.boolean().meta({ description: 'Nothing has failed' }),
    checked_at: Instant,
    checks: z.array(CheckResource),
  })
  .meta({ id: 'ChannelCheck' });
const check = operation({
  method: 'post',
  path: '/v1/channels/{id}/check',
  scope: 'settings:write',
  summary: "Ask Meta for the number's state, and say what to mend",
  request: { params, body: optionalJsonRequestBody(z.strictObject({})) },
  responses: { 200: jsonResponse('What was seen', ChannelCheck), 404: missing },
});
const TemplateList = z
  .object({
    data: z.array(TemplateResource),
    next_cursor: nextCursor,
    read_at: Instant.nullable().meta({ description: 'When the list was last read from Meta' }),
    stale: z.string().nullable().meta({ description: 'Why the templates could not be read from Meta now' }),
  })
  .meta({ id: 'TemplateList' });
const templates = operation({
  method: 'get',
  path: '/v1/channels/{id}/templates',
  scope: 'settings:read',
  summary: "The message templates of the number's account, by name, as Meta has them",
  request: { params, query: z.object({ refresh: z.enum(['true', 'false']).optional(), ...templatePageQuery }) },
  responses: { 200: jsonResponse('A page of templates', TemplateList), 404: missing },
});

export const channelsApi = newApi()
  .openapi(create, async (c) => {
    const deps = c.get('deps');
    const { accountId, timeZone } = c.get('caller').account;
    const body = await withIdempotency(
      c,
      accountId,
      (claim: MakeIdempotencyRecord<Channel>) => createChannel(deps, c.get('caller'), c.req.valid('json'), claim),
      (channel) => presentChannel(channel, deps.encryptor, timeZone),
    );
    return c.json(body, 201);
  })
  .openapi(list, async (c) => {
    const { channels, encryptor } = c.get('deps');
    const { account } = c.get('caller');
    const { limit, cursor } = c.req.valid('query');
    const { rows, more } = await channels.list(account.accountId, { limit, after: cursor ?? null });
    const data = await Promise.all(rows.map((row) => presentChannel(row, encryptor, account.timeZone)));
    const last = data.at(-1);
    return c.json({ data, next_cursor: more && last ? cursorAfter(last.channel_id) : null }, 200);
  })
  .openapi(show, async (c) => {
    const channel = await findChannel(c.get('deps'), c.get('caller'), c.req.valid('param').id);
    return c.json(await presentChannel(channel, c.get('deps').encryptor, c.get('caller').account.timeZone), 200);
  })
  .openapi(replace, async (c) => {
    const input = { channelId: c.req.valid('param').id, input: c.req.valid('json') };
    const channel = await changeChannel(c.get('deps'), c.get('caller'), input);
    return c.json(await presentChannel(channel, c.get('deps').encryptor, c.get('caller').account.timeZone), 200);
  })
  .openapi(patch, async (c) => {
    const input = { channelId: c.req.valid('param').id, input: c.req.valid('json') };
    const channel = await changeChannel(c.get('deps'), c.get('caller'), input);
    return c.json(await presentChannel(channel, c.get('deps').encryptor, c.get('caller').account.timeZone), 200);
  })
  .openapi(resume, async (c) => {
    const channel = await resumeChannel(c.get('deps'), c.get('caller'), c.req.valid('param').id);
    return c.json(await presentChannel(channel, c.get('deps').encryptor, c.get('caller').account.timeZone), 200);
  })
  .openapi(check, async (c) => {
    const channelId = c.req.valid('param').id;
    const { ok, checks, checkedAt } = await checkChannel(c.get('deps'), c.get('caller'), channelId);
    const checked_at = formatInstant(checkedAt, c.get('caller').account.timeZone);
    return c.json({ channel_id: channelId, ok, checked_at, checks }, 200);
  })
  .openapi(templates, async (c) => {
    const { timeZone } = c.get('caller').account;
    const { limit, cursor, refresh } = c.req.valid('query');
    const ask = {
      channelId: c.req.valid('param').id,
      refresh: refresh === 'true',
      limit,
      after: templateCursorOf(cursor),
    };
    const { rows, more, readAt, stale } = await listTemplates(c.get('deps'), c.get('caller'), ask);
    const last = rows.at(-1);
    const answer = {
      data: rows.map((row) => presentTemplate(row, timeZone)),
      next_cursor: more && last ? templateCursorAfter(last.name, last.language) : null,
      read_at: readAt === null ? null : formatInstant(readAt, timeZone),
      stale,
    };
    return c.json(answer, 200);
  })
  .openapi(remove, async (c) => {
    await deleteChannel(c.get('deps'), c.get('caller'), c.req.valid('param').id);
    return c.body(null, 204);
  });
