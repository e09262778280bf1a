import {
  ChangePerson,
  changePerson,
  endSession,
  findPerson,
  listPeople,
  listSessions,
  removePerson,
} from '../../domain/people/manage-people';
import { idParams, jsonRequestBody, jsonResponse, problem } from '../openapi/declarations';
import { newApi, operation, z } from '../openapi/operation';
import { listOf, pageQuery, presentPage, toPageParams } from '../request/pagination';
import { PersonResource, presentPerson, presentSession, SessionResource } from '../resources/person';

const missing = problem('The account has no such person');
const lastOwner = problem('The account would have no owner');

const list = operation({
  method: 'get',
  path: '/v1/people',
  scope: 'settings:read',
  summary: 'List the people of the account',
  request: { query: z.object(pageQuery('prs')) },
  responses: { 200: jsonResponse('A page of people', listOf(PersonResource, 'PersonList')) },
});
const show = operation({
  method: 'get',
  path: '/v1/people/{id}',
  scope: 'settings:read',
  summary: 'Get a person',
  request: { params: idParams },
  responses: { 200: jsonResponse('The person, removed or not', PersonResource), 404: missing },
});
const change = operation({
  method: 'patch',
  path: '/v1/people/{id}',
  scope: 'people:write',
  summary: 'Change the name or the role of a person; a new role ends the sessions of the person',
  request: { params: idParams, body: jsonRequestBody(ChangePerson) },
  responses: { 200: jsonResponse('The person', PersonResource), 404: missing, 409: lastOwner },
});
const remove = operation({
  method: 'delete',
  path: '/v1/people/{id}',
  scope: 'people:write',
  summary: 'Remove a person; sessions and passkeys stop working at once',
  request: { params: idParams },
  responses: { 200: jsonResponse('The removed person', PersonResource), 404: missing, 409: lastOwner },
});
const sessions = operation({
  method: 'get',
  path: '/v1/people/{id}/sessions',
  scope: 'settings:read',
  summary: 'List the open sessions of a person',
  request: { params: idParams, query: z.object(pageQuery('ses')) },
  responses: {
    200: jsonResponse('A page of sessions, the newest first', listOf(SessionResource, 'SessionList')),
    404: missing,
  },
});
const end = operation({
  method: 'delete',
  path: '/v1/people/{id}/sessions/{session_id}',
  scope: 'people:write',
  summary: 'End a session of a person',
  request: { params: idParams.extend({ session_id: z.string().max(64) }) },
  responses: {
    200: jsonResponse('The ended session', SessionResource),
    404: problem('The person has no such session'),
  },
});

export const peopleApi = newApi()
  .openapi(list, async (c) => {
    const page = await listPeople(c.get('deps'), c.get('caller'), toPageParams(c.req.valid('query')));
    const { timeZone } = c.get('caller').account;
    return c.json(
      presentPage(page, (row) => presentPerson(row, timeZone), 'personId'),
      200,
    );
  })
  .openapi(show, async (c) => {
    const person = await findPerson(c.get('deps'), c.get('caller'), c.req.valid('param').id);
    return c.json(presentPerson(person, c.get('caller').account.timeZone), 200);
  })
  .openapi(change, async (c) => {
    const [personId, input] = [c.req.valid('param').id, c.req.valid('json')];
    const person = await changePerson(c.get('deps'), c.get('caller'), { personId, input });
    return c.json(presentPerson(person, c.get('caller').account.timeZone), 200);
  })
  .openapi(remove, async (c) => {
    const person = await removePerson(c.get('deps'), c.get('caller'), c.req.valid('param').id);
    return c.json(presentPerson(person, c.get('caller').account.timeZone), 200);
  })
  .openapi(sessions, async (c) => {
    const [personId, params] = [c.req.valid('param').id, toPageParams(c.req.valid('query'))];
    const page = await listSessions(c.get('deps'), c.get('caller'), personId, params);
    const { timeZone } = c.get('caller').account;
    return c.json(
      presentPage(page, (row) => presentSession(row, timeZone), 'publicId'),
      200,
    );
  })
  .openapi(end, async (c) => {
    const { id: personId, session_id: publicId } = c.req.valid('param');
    const session = await endSession(c.get('deps'), c.get('caller'), { personId, publicId });
    return c.json(presentSession(session, c.get('caller').account.timeZone), 200);
  });
