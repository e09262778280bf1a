import type { Channel } from '../../db/channels';
import {
  changeChannel,
  deleteChannel,
  findChannel,
  PatchChannel,
  ReplaceChannel,
} from '../../domain/channels/change-channel';
import { CreateChannel, createChannel } from '../../domain/channels/create-channel';
import type { Claim } from '../../domain/idempotency';
import { once } from '../idempotency';
import { answers, jsonOf, newApi, operation, problem, z } from '../operation';
import { cursorAfter, nextCursor, pageQuery } from '../page-query';
import { ChannelResource, presentChannel } from '../resources/channel';

const ChannelList = z.object({ data: z.array(ChannelResource), next_cursor: nextCursor }).meta({ id: 'ChannelList' });

const create = operation({
  method: 'post',
  path: '/v1/channels',
  scope: 'settings:write',
  creates: true,
  summary: 'Make a channel of a WhatsApp number',
  request: { body: jsonOf(CreateChannel) },
  responses: {
    201: answers('The channel', ChannelResource),
    409: problem('The account has a channel for this number already'),
  },
});
const list = operation({
  method: 'get',
  path: '/v1/channels',
  scope: 'settings:read',
  summary: 'List channels',
  request: { query: z.object(pageQuery('chn')) },
  responses: { 200: answers('A page of channels', ChannelList) },
});
const show = operation({
  method: 'get',
  path: '/v1/channels/{id}',
  scope: 'settings:read',
  summary: 'One channel',
  request: { params: z.object({ id: z.string().max(64) }) },
  responses: { 200: answers('The channel', ChannelResource), 404: problem('The account has no such channel') },
});

const one = { path: '/v1/channels/{id}', scope: 'settings:write' } as const;
const params = z.object({ id: z.string().max(64) });
const missing = problem('The account has no such channel');
const taken = problem('The number is another channel of this account');
const replace = operation({
  ...one,
  method: 'put',
  summary: 'Replace a channel; secrets that are left out stay',
  request: { params, body: jsonOf(ReplaceChannel) },
  responses: { 200: answers('The channel', ChannelResource), 404: missing, 409: taken },
});
const patch = operation({
  ...one,
  method: 'patch',
  summary: 'Change a channel',
  request: { params, body: jsonOf(PatchChannel) },
  responses: { 200: answers('The channel', ChannelResource), 404: missing, 409: taken },
});
const remove = operation({
  ...one,
  method: 'delete',
  summary: 'Delete a channel',
  request: { params },
  responses: { 204: { description: 'It is gone' }, 404: missing },
});

export const channelsApi = newApi()
  .openapi(create, async (c) => {
    const deps = c.get('deps');
    const { accountId, timeZone } = c.get('caller').account;
    const body = await once(
      c,
      accountId,
      (claim: Claim<Channel>) => createChannel(deps, c.get('caller'), c.req.valid('json'), claim),
      (channel) => presentChannel(channel, deps.sealer, timeZone),
    );
    return c.json(body, 201);
  })
  .openapi(list, async (c) => {
    const { channels, sealer } = c.get('deps');
    const { account } = c.get('caller');
    const { limit, cursor } = c.req.valid('query');
    const { rows, more } = await channels.list(account.accountId, { limit, after: cursor ?? null });
    const data = await Promise.all(rows.map((row) => presentChannel(row, sealer, account.timeZone)));
    const last = data.at(-1);
    return c.json({ data, next_cursor: more && last ? cursorAfter(last.channel_id) : null }, 200);
  })
  .openapi(show, async (c) => {
    const channel = await findChannel(c.get('deps'), c.get('caller'), c.req.valid('param').id);
    return c.json(await presentChannel(channel, c.get('deps').sealer, c.get('caller').account.timeZone), 200);
  })
  .openapi(replace, async (c) => {
    const input = { channelId: c.req.valid('param').id, input: c.req.valid('json') };
    const channel = await changeChannel(c.get('deps'), c.get('caller'), input);
    return c.json(await presentChannel(channel, c.get('deps').sealer, c.get('caller').account.timeZone), 200);
  })
  .openapi(patch, async (c) => {
    const input = { channelId: c.req.valid('param').id, input: c.req.valid('json') };
    const channel = await changeChannel(c.get('deps'), c.get('caller'), input);
    return c.json(await presentChannel(channel, c.get('deps').sealer, c.get('caller').account.timeZone), 200);
  })
  .openapi(remove, async (c) => {
    await deleteChannel(c.get('deps'), c.get('caller'), c.req.valid('param').id);
    return c.body(null, 204);
  });
