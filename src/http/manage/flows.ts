import type { Context } from 'hono';
import type { Flow } from '../../db/flows';
import { FlowDefinition } from '../../domain/flows/definition/definition';
import { putFlow } from '../../domain/flows/put-flow';
import { setFlowActive } from '../../domain/flows/set-flow-active';
import { Scenario } from '../../domain/simulation/scenario';
import { simulateFlow } from '../../domain/simulation/simulate-flow';
import { AppError } from '../../shared/app-error';
import { FlowKey } from '../../shared/flow-key';
import type { JsonObject } from '../../shared/json';
import { formatInstant } from '../../shared/time-zone';
import type { AppEnv } from '../env';
import { jsonRequestBody, jsonResponse, newApi, operation, problem, z } from '../operation';
import { cursorAfter, flowCursorAfter, flowCursorOf, flowPageQuery, nextCursor, versionPageQuery } from '../pagination';
import { Instant, JsonRecord } from '../resources/common';
import { presentSimulation, SimulationResource } from '../resources/simulation';
import { validationError } from '../validation-error';

const FlowResource = z
  .object({
    key: z.string(),
    name: z.string(),
    version: z.number().int(),
    active: z.boolean(),
    definition: JsonRecord,
    created_at: Instant,
    updated_at: Instant,
  })
  .meta({ id: 'Flow' });
const FlowList = z.object({ data: z.array(FlowResource), next_cursor: nextCursor }).meta({ id: 'FlowList' });

const present = (flow: Flow, definition: JsonObject, zone: string): z.infer<typeof FlowResource> => ({
  key: flow.key,
  name: flow.name,
  version: flow.version,
  active: flow.active,
  definition,
  created_at: formatInstant(flow.createdAt, zone),
  updated_at: formatInstant(flow.updatedAt, zone),
});

const params = z.object({ key: FlowKey });
const missing = problem('The account has no such flow');

const SavedFlow = FlowResource.extend({
  warnings: z
    .array(z.object({ path: z.string(), code: z.string(), message: z.string() }))
    .meta({ description: 'What may yet turn out well, such as a template that Meta still judges' }),
}).meta({ id: 'SavedFlow' });

const put = operation({
  method: 'put',
  path: '/v1/flows/{key}',
  scope: 'settings:write',
  summary: 'Save a flow as a new version',
  request: { params, body: jsonRequestBody(FlowDefinition) },
  responses: {
    200: jsonResponse('The definition is that of the current version', SavedFlow),
    201: jsonResponse('The new version', SavedFlow),
  },
});
const list = operation({
  method: 'get',
  path: '/v1/flows',
  scope: 'settings:read',
  summary: 'List flows',
  request: { query: z.object(flowPageQuery) },
  responses: { 200: jsonResponse('A page of flows', FlowList) },
});
const VersionResource = z.object({
  version: z.number().int(),
  definition: JsonRecord,
  created_at: Instant,
});
const FlowWithVersions = FlowResource.extend({
  versions: z
    .array(VersionResource)
    .optional()
    .meta({ description: 'A page of them, newest first, with ?versions=all' }),
  next_cursor: nextCursor.optional(),
}).meta({ id: 'FlowWithVersions' });

const remove = operation({
  method: 'delete',
  path: '/v1/flows/{key}',
  scope: 'settings:write',
  summary: 'Switch a flow off; its history stays',
  request: { params },
  responses: { 200: jsonResponse('The flow as it now is', FlowResource), 404: missing },
});
const show = operation({
  method: 'get',
  path: '/v1/flows/{key}',
  scope: 'settings:read',
  summary: 'One flow',
  request: { params, query: z.object({ versions: z.enum(['all']).optional(), ...versionPageQuery }) },
  responses: { 200: jsonResponse('The flow with its current definition', FlowWithVersions), 404: missing },
});
const patch = operation({
  method: 'patch',
  path: '/v1/flows/{key}',
  scope: 'settings:write',
  summary: 'Switch a flow on or off',
  request: { params, body: jsonRequestBody(z.strictObject({ active: z.boolean() })) },
  responses: { 200: jsonResponse('The flow', FlowResource), 404: missing },
});

const simulate = operation({
  method: 'post',
  path: '/v1/flows/{key}/simulate',
  scope: 'settings:read',
  summary: 'Run a flow, saved or not, in virtual time; nothing is sent and nothing is written',
  request: {
    params,
    body: jsonRequestBody(
      Scenario.extend({
        definition: JsonRecord.optional().meta({
          description: 'Runs this, written as for PUT /v1/flows/{key}, instead of what is saved',
        }),
        id_store: z.string().min(1).max(64).optional(),
      }).meta({
        example: {
          object: { id: '1001', phone: '+393331234567', total: '59.90', customer: { first_name: 'Ada' } },
          replies: [{ after: '2h', button: 'CONFIRM' }],
          now: '2026-11-24T10:00:00',
        },
      }),
    ),
  },
  responses: { 200: jsonResponse('All that the run would do', SimulationResource), 404: missing },
});

async function setActive(c: Context<AppEnv>, key: string, active: boolean): Promise<z.infer<typeof FlowResource>> {
  const { flow, definition } = await setFlowActive(c.get('deps'), c.get('caller'), { key, active });
  return present(flow, definition, c.get('caller').account.timeZone);
}

/** What has not the shape of a definition is checked as a whole too, so that all of its mistakes are told in one answer. */
async function reportAllMistakes(
  { error, target }: { error: z.ZodError; target: string },
  c: Context<AppEnv>,
): Promise<never> {
  if (target === 'json') {
    const raw = await c.req.json<unknown>();
    await putFlow(c.get('deps'), c.get('caller'), { key: c.req.param('key') ?? '', raw });
  }
  throw validationError(error, target);
}

export const flowsApi = newApi()
  .openapi(
    put,
    async (c) => {
      const { account } = c.get('caller');
      const input = { key: c.req.valid('param').key, raw: c.req.valid('json') };
      const { flow, definition, created, warnings } = await putFlow(c.get('deps'), c.get('caller'), input);
      return c.json({ ...present(flow, definition, account.timeZone), warnings }, created ? 201 : 200);
    },
    (result, c) => (result.success ? undefined : reportAllMistakes(result, c)),
  )
  .openapi(list, async (c) => {
    const { account } = c.get('caller');
    const { limit, cursor } = c.req.valid('query');
    const { rows, more } = await c.get('deps').flows.list(account.accountId, { limit, after: flowCursorOf(cursor) });
    const data = rows.map(({ flow, definition }) => present(flow, definition, account.timeZone));
    const last = rows.at(-1)?.flow;
    return c.json({ data, next_cursor: more && last ? flowCursorAfter(last.createdAt, last.key) : null }, 200);
  })
  .openapi(show, async (c) => {
    const { accountId, timeZone } = c.get('caller').account;
    const { flows } = c.get('deps');
    const { key } = c.req.valid('param');
    const found = await flows.find(accountId, key);
    if (!found) throw new AppError('not_found', 'There is no such flow');
    const flow = present(found.flow, found.definition, timeZone);
    if (c.req.valid('query').versions === undefined) return c.json(flow, 200);
    const { limit, cursor } = c.req.valid('query');
    const page = await flows.listVersions(accountId, key, {
      limit,
      before: cursor === undefined ? null : Number(cursor),
    });
    const versions = page.rows.map(({ version, definition, createdAt }) => ({
      version,
      definition,
      created_at: formatInstant(createdAt, timeZone),
    }));
    const last = page.rows.at(-1);
    return c.json(
      { ...flow, versions, next_cursor: page.more && last ? cursorAfter(String(last.version)) : null },
      200,
    );
  })
  .openapi(patch, async (c) => c.json(await setActive(c, c.req.valid('param').key, c.req.valid('json').active), 200))
  .openapi(simulate, async (c) => {
    const { definition, id_store: storeId, ...scenario } = c.req.valid('json');
    const input = { key: c.req.valid('param').key, definition, storeId, scenario };
    const { transcript, warnings } = await simulateFlow(c.get('deps'), c.get('caller'), input);
    return c.json(presentSimulation(transcript, c.get('caller').account, warnings), 200);
  })
  .openapi(remove, async (c) => c.json(await setActive(c, c.req.valid('param').key, false), 200));
