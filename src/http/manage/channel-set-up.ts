import type { Context } from 'hono';
import { findChannel } from '../../domain/channels/find-channel';
import {
  ConnectChannel,
  type Connected,
  connectChannel,
  isConnected,
} from '../../domain/channels/set-up/connect-channel';
import { continueSetUp } from '../../domain/channels/set-up/continue-set-up';
import { CreateTemplates, createTemplates } from '../../domain/flow-templates/create-templates';
import { emptyRequestBody, idParams, jsonRequestBody, jsonResponse, problem } from '../openapi/declarations';
import { newApi, operation, z } from '../openapi/operation';
import type { AppEnv } from '../request/app-env';
import { metaCallback } from '../request/meta-callback';
import { withReservedKey } from '../request/with-idempotency';
import { ChannelResource, presentChannel } from '../resources/channel';
import { NumberChoice, presentChoice, presentSetUp, SetUpResource } from '../resources/set-up';

const missing = problem('The account has no such channel');

const ConnectedChannel = ChannelResource.extend({ created: z.boolean(), ...SetUpResource.shape }).meta({
  id: 'ConnectedChannel',
});

const connect = operation({
  method: 'post',
  path: '/v1/channels/connect',
  scope: 'settings:write',
  creates: true,
  summary: 'Connect a WhatsApp number: find it at Meta, set it up, and create or update its channel',
  request: { body: jsonRequestBody(ConnectChannel) },
  responses: {
    200: jsonResponse(
      'The updated channel, or the numbers of which one is to be named',
      z.union([ConnectedChannel, NumberChoice]),
    ),
    201: jsonResponse('The new channel', ConnectedChannel),
    503: problem('Meta cannot be asked now, and nothing was changed; or the account is being moved'),
  },
});
const show = operation({
  method: 'get',
  path: '/v1/channels/{id}/set_up',
  scope: 'settings:read',
  summary: 'Get the steps of a channel’s set-up, as they were last checked',
  request: { params: idParams },
  responses: { 200: jsonResponse('The steps', SetUpResource), 404: missing },
});
const run = operation({
  method: 'post',
  path: '/v1/channels/{id}/set_up',
  scope: 'settings:write',
  creates: true,
  summary: 'Check a channel’s set-up at Meta, do what is open and repair what has broken',
  request: { params: idParams, body: emptyRequestBody },
  responses: { 200: jsonResponse('The steps', SetUpResource), 404: missing },
});

const FlowTemplates = z
  .object({
    flow: z.string(),
    ready: z.boolean().meta({ description: 'Whether the flow can send all its templates now' }),
    templates: z.array(
      z.object({
        name: z.string(),
        language: z.string(),
        category: z.string().nullable(),
        state: z.enum(['approved', 'pending', 'rejected', 'stopped', 'other_content', 'no_text', 'failed', 'to_do']),
        created: z.boolean().meta({ description: 'Whether this call has created it' }),
        usable: z.boolean().meta({ description: 'Whether the flow can send it now' }),
        reason: z.string().nullable(),
        detail: z.string().nullable().meta({ description: 'What to do' }),
      }),
    ),
  })
  .meta({ id: 'FlowTemplates' });
const createMissing = operation({
  method: 'post',
  path: '/v1/channels/{id}/templates',
  scope: 'settings:write',
  creates: true,
  summary: 'Create at Meta the templates that a flow needs and the account lacks',
  request: { params: idParams, body: jsonRequestBody(CreateTemplates) },
  responses: {
    200: jsonResponse('All templates exist already', FlowTemplates),
    201: jsonResponse('The templates of the flow, of which some were created', FlowTemplates),
    404: missing,
    503: problem('Meta does not list the templates now; or the account is being moved'),
  },
});

const zoneOf = (c: Context<AppEnv>): string => c.get('caller').account.timeZone;

type ConnectedBody = z.infer<typeof ConnectedChannel> | z.infer<typeof NumberChoice>;

async function presentConnected(c: Context<AppEnv>, connected: Connected): Promise<ConnectedBody> {
  if (connected.kind === 'choice') return presentChoice(connected);
  const { channel, created } = connected;
  const resource = await presentChannel(channel, c.get('deps').encryptor, zoneOf(c));
  return { ...resource, created, ...presentSetUp(channel, zoneOf(c)) };
}

export const channelSetUpApi = newApi()
  .openapi(connect, async (c) => {
    const call = { input: c.req.valid('json'), callback: metaCallback(c) };
    const body = await withReservedKey(
      c,
      c.get('caller').account.accountId,
      () => connectChannel(c.get('deps'), c.get('caller'), call),
      (connected) => presentConnected(c, connected),
      isConnected,
    );
    if ('choices' in body) return c.json(body, 200);
    return c.json(body, body.created ? 201 : 200);
  })
  .openapi(show, async (c) => {
    const channel = await findChannel(c.get('deps'), c.get('caller'), c.req.valid('param').id);
    return c.json(presentSetUp(channel, zoneOf(c)), 200);
  })
  .openapi(run, async (c) => {
    const input = { channelId: c.req.valid('param').id, callback: metaCallback(c) };
    const body = await withReservedKey(
      c,
      c.get('caller').account.accountId,
      () => continueSetUp(c.get('deps'), c.get('caller'), input),
      (channel) => presentSetUp(channel, zoneOf(c)),
    );
    return c.json(body, 200);
  })
  .openapi(createMissing, async (c) => {
    const call = { channelId: c.req.valid('param').id, input: c.req.valid('json') };
    const body = await withReservedKey(
      c,
      c.get('caller').account.accountId,
      () => createTemplates(c.get('deps'), c.get('caller'), call),
      (result) => result,
    );
    return c.json(body, body.templates.some(({ created }) => created) ? 201 : 200);
  });
