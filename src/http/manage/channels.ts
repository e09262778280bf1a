import { CreateChannel, createChannel } from '../../domain/channels/create-channel';
import { Failure } from '../../shared/failure';
import { answers, jsonOf, newApi, operation, problem, z } from '../operation';
import { cursorAfter, nextCursor, pageQuery } from '../page-query';
import { ChannelResource, presentChannel } from '../resources/channel';

const ChannelList = z.object({ data: z.array(ChannelResource), next_cursor: nextCursor }).meta({ id: 'ChannelList' });

const create = operation({
  method: 'post',
  path: '/v1/channels',
  scope: 'settings:write',
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

export const channelsApi = newApi()
  .openapi(create, async (c) => {
    const deps = c.get('deps');
    const { account } = c.get('caller');
    const channel = await createChannel(deps, c.get('caller'), c.req.valid('json'));
    return c.json(await presentChannel(channel, deps.sealer, account.timeZone), 201);
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
    const { channels, sealer } = c.get('deps');
    const { account } = c.get('caller');
    const channel = await channels.find(account.accountId, c.req.valid('param').id);
    if (!channel) throw new Failure('not_found', 'There is no such channel');
    return c.json(await presentChannel(channel, sealer, account.timeZone), 200);
  });
