import type { MakeIdempotencyRecord } from '../../domain/idempotency-record';
import {
  type CreatedInvitation,
  CreateInvitation,
  createInvitation,
  findInvitation,
  listInvitations,
  revokeInvitation,
} from '../../domain/people/invitations';
import { idParams, jsonRequestBody, jsonResponse, problem } from '../openapi/declarations';
import { newApi, operation, z } from '../openapi/operation';
import { listOf, pageQuery, presentPage, toPageParams } from '../request/pagination';
import { withIdempotency } from '../request/with-idempotency';
import { CreatedInvitationResource, InvitationResource, invitationUrl, presentInvitation } from '../resources/person';

const missing = problem('The account has no such invitation');

const create = operation({
  method: 'post',
  path: '/v1/invitations',
  scope: 'people:write',
  creates: true,
  summary: 'Invite a person by a link that works once, for a week at most',
  request: { body: jsonRequestBody(CreateInvitation) },
  responses: {
    201: jsonResponse('The invitation; its link is shown only once', CreatedInvitationResource),
    409: problem('The account has a person with this e-mail in another role'),
  },
});
const list = operation({
  method: 'get',
  path: '/v1/invitations',
  scope: 'settings:read',
  summary: 'List invitations',
  request: { query: z.object(pageQuery('inv')) },
  responses: { 200: jsonResponse('A page of invitations', listOf(InvitationResource, 'InvitationList')) },
});
const show = operation({
  method: 'get',
  path: '/v1/invitations/{id}',
  scope: 'settings:read',
  summary: 'Get an invitation',
  request: { params: idParams },
  responses: { 200: jsonResponse('The invitation', InvitationResource), 404: missing },
});
const revoke = operation({
  method: 'delete',
  path: '/v1/invitations/{id}',
  scope: 'people:write',
  summary: 'Revoke an invitation; its link stops working',
  request: { params: idParams },
  responses: { 200: jsonResponse('The invitation as it now is', InvitationResource), 404: missing },
});

export const invitationsApi = newApi()
  .openapi(create, async (c) => {
    const { accountId, timeZone } = c.get('caller').account;
    const view = { zone: timeZone, now: c.get('deps').now() };
    const { origin } = new URL(c.req.url);
    const verb = (makeRecord: MakeIdempotencyRecord<CreatedInvitation>) =>
      createInvitation(c.get('deps'), c.get('caller'), c.req.valid('json'), makeRecord);
    const present = ({ invitation, token }: CreatedInvitation) => ({
      ...presentInvitation(invitation, view),
      url: invitationUrl(origin, accountId, token),
    });
    return c.json(await withIdempotency(c, accountId, verb, present), 201);
  })
  .openapi(list, async (c) => {
    const page = await listInvitations(c.get('deps'), c.get('caller'), toPageParams(c.req.valid('query')));
    const view = { zone: c.get('caller').account.timeZone, now: c.get('deps').now() };
    return c.json(
      presentPage(page, (row) => presentInvitation(row, view), 'invitationId'),
      200,
    );
  })
  .openapi(show, async (c) => {
    const invitation = await findInvitation(c.get('deps'), c.get('caller'), c.req.valid('param').id);
    const view = { zone: c.get('caller').account.timeZone, now: c.get('deps').now() };
    return c.json(presentInvitation(invitation, view), 200);
  })
  .openapi(revoke, async (c) => {
    const invitation = await revokeInvitation(c.get('deps'), c.get('caller'), c.req.valid('param').id);
    const view = { zone: c.get('caller').account.timeZone, now: c.get('deps').now() };
    return c.json(presentInvitation(invitation, view), 200);
  });
