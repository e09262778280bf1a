import type { Context } from 'hono';
import type { Flow } from '../../db/flows/flows';
import { activateFlow } from '../../domain/flows/activate-flow';
import { FlowDefinition } from '../../domain/flows/definition/definition';
import { findFlow, listFlows, listFlowVersions } from '../../domain/flows/list-flows';
import { putFlow } from '../../domain/flows/put-flow';
import { setFlowActive } from '../../domain/flows/set-flow-active';
import { Scenario } from '../../domain/simulation/scenario';
import { FlowKey } from '../../shared/flows/flow-key';
import { isJsonObject, type JsonObject } from '../../shared/json/json';
import { formatInstant } from '../../shared/time/time-zone';
import { validationError } from '../errors/validation-error';
import { jsonRequestBody, jsonResponse, problem } from '../openapi/declarations';
import { newApi, operation, z } from '../openapi/operation';
import type { AppEnv } from '../request/app-env';
import {
  flowPageQuery,
  listOf,
  nextCursor,
  nextCursorOf,
  presentPage,
  toPageParams,
  versionPageQuery,
} from '../request/pagination';
import { Instant, JsonRecord } from '../resources/common';
import { presentSimulation, SimulationResource } from '../resources/simulation';

const FlowResource = z
  .object({
    key: z.string(),
    name: z.string(),
    version: z.number().int(),
    active: z.boolean(),
    activate_when_ready: z
      .boolean()
      .meta({ description: 'The flow becomes active when Meta has approved its templates' }),
    definition: JsonRecord,
    created_at: Instant,
    updated_at: Instant,
  })
  .meta({ id: 'Flow' });

const present = (flow: Flow, definition: JsonObject, zone: string): z.infer<typeof FlowResource> => ({
  key: flow.key,
  name: flow.name,
  version: flow.version,
  active: flow.active,
  activate_when_ready: flow.activateWhenReady,
  definition,
  created_at: formatInstant(flow.createdAt, zone),
  updated_at: formatInstant(flow.updatedAt, zone),
});

const params = z.object({ key: FlowKey });
const missing = problem('The account has no such flow');

const SavedFlow = FlowResource.extend({
  warnings: z
    .array(z.object({ path: z.string(), code: z.string(), message: z.string() }))
    .meta({ description: 'Problems that may resolve themselves, such as a template that Meta is reviewing' }),
}).meta({ id: 'SavedFlow' });

/** What a save may say beside the definition. */
const ACTIVATION = {
  active: z.boolean().optional().meta({ description: 'Without it, a new flow is active, and another stays as it is' }),
  activate_when_ready: z.boolean().optional().meta({
    description: 'With `true` the flow is inactive until Meta has approved all its templates, which need not exist yet',
  }),
};
const SaveFlow = FlowDefinition.extend(ACTIVATION)
  .refine(({ active, activate_when_ready }) => !(active === true && activate_when_ready === true), {
    path: ['activate_when_ready'],
    message: 'cannot be true together with `active`',
  })
  .meta({ example: FlowDefinition.meta()?.example });

/** Separates a definition from what the save says beside it. */
function splitSave({ active, activate_when_ready: whenReady, ...raw }: Record<string, unknown>) {
  const flag = (value: unknown) => (typeof value === 'boolean' ? value : undefined);
  return { raw, activation: { active: flag(active), whenReady: flag(whenReady) } };
}

const put = operation({
  method: 'put',
  path: '/v1/flows/{key}',
  scope: 'settings:write',
  summary: 'Save a flow as a new version',
  request: { params, body: jsonRequestBody(SaveFlow) },
  responses: {
    200: jsonResponse('The definition equals the current version, so no version was created', SavedFlow),
    201: jsonResponse('The new version', SavedFlow),
  },
});
const list = operation({
  method: 'get',
  path: '/v1/flows',
  scope: 'settings:read',
  summary: 'List flows',
  request: { query: z.object(flowPageQuery) },
  responses: { 200: jsonResponse('A page of flows', listOf(FlowResource, 'FlowList')) },
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
    .meta({ description: 'A page of the versions, newest first; only with `?versions=all`' }),
  next_cursor: nextCursor.optional(),
}).meta({ id: 'FlowWithVersions' });

const remove = operation({
  method: 'delete',
  path: '/v1/flows/{key}',
  scope: 'settings:write',
  summary: 'Deactivate a flow; its versions and requests are kept',
  request: { params },
  responses: { 200: jsonResponse('The flow', FlowResource), 404: missing },
});
const show = operation({
  method: 'get',
  path: '/v1/flows/{key}',
  scope: 'settings:read',
  summary: 'Get a flow',
  request: { params, query: z.object({ versions: z.enum(['all']).optional(), ...versionPageQuery }) },
  responses: { 200: jsonResponse('The flow with its current definition', FlowWithVersions), 404: missing },
});
const patch = operation({
  method: 'patch',
  path: '/v1/flows/{key}',
  scope: 'settings:write',
  summary: 'Activate or deactivate a flow',
  request: { params, body: jsonRequestBody(z.strictObject({ active: z.boolean() })) },
  responses: { 200: jsonResponse('The flow', FlowResource), 404: missing },
});

const simulate = operation({
  method: 'post',
  path: '/v1/flows/{key}/simulate',
  scope: 'settings:read',
  summary: 'Simulate a saved flow, or the definition in the body, in virtual time; nothing is sent or stored',
  request: {
    params,
    body: jsonRequestBody(
      Scenario.extend({
        definition: JsonRecord.optional().meta({
          description: 'The definition to simulate instead of the saved one, in the form of PUT /v1/flows/{key}',
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
  responses: { 200: jsonResponse('Everything that the run would do', SimulationResource), 404: missing },
});

async function setActive(c: Context<AppEnv>, key: string, active: boolean): Promise<z.infer<typeof FlowResource>> {
  const [deps, caller] = [c.get('deps'), c.get('caller')];
  const { flow, definition } = active
    ? await activateFlow(deps, caller, key)
    : await setFlowActive(deps, caller, { key, active });
  return present(flow, definition, c.get('caller').account.timeZone);
}

/** Fails with every issue of an invalid definition: those of the schema and those that putFlow finds. */
async function reportAllIssues(
  { error, target }: { error: z.ZodError; target: string },
  c: Context<AppEnv>,
): Promise<never> {
  if (target === 'json') {
    const body = await c.req.json<unknown>();
    const saved = isJsonObject(body) ? splitSave(body) : { raw: body };
    const isDefinition = FlowDefinition.safeParse(saved.raw).success;
    // A valid definition would be saved.
    if (!isDefinition) await putFlow(c.get('deps'), c.get('caller'), { key: c.req.param('key') ?? '', ...saved });
  }
  throw validationError(error, target);
}

export const flowsApi = newApi()
  .openapi(
    put,
    async (c) => {
      const { account } = c.get('caller');
      const input = { key: c.req.valid('param').key, ...splitSave(c.req.valid('json')) };
      const { flow, definition, created, warnings } = await putFlow(c.get('deps'), c.get('caller'), input);
      return c.json({ ...present(flow, definition, account.timeZone), warnings }, created ? 201 : 200);
    },
    (result, c) => (result.success ? undefined : reportAllIssues(result, c)),
  )
  .openapi(list, async (c) => {
    const { timeZone } = c.get('caller').account;
    const page = await listFlows(c.get('deps'), c.get('caller'), toPageParams(c.req.valid('query')));
    const body = presentPage(
      page,
      ({ flow, definition }) => present(flow, definition, timeZone),
      ({ flow }) => `${flow.createdAt}/${flow.key}`,
    );
    return c.json(body, 200);
  })
  .openapi(show, async (c) => {
    const { timeZone } = c.get('caller').account;
    const { key } = c.req.valid('param');
    const found = await findFlow(c.get('deps'), c.get('caller'), key);
    const flow = present(found.flow, found.definition, timeZone);
    const query = c.req.valid('query');
    if (query.versions === undefined) return c.json(flow, 200);
    const page = await listFlowVersions(c.get('deps'), c.get('caller'), { key, page: toPageParams(query) });
    const versions = page.rows.map(({ version, definition, createdAt }) => ({
      version,
      definition,
      created_at: formatInstant(createdAt, timeZone),
    }));
    return c.json({ ...flow, versions, next_cursor: nextCursorOf(page, 'version') }, 200);
  })
  .openapi(patch, async (c) => c.json(await setActive(c, c.req.valid('param').key, c.req.valid('json').active), 200))
  .openapi(simulate, async (c) => {
    const { definition, id_store: storeId, ...scenario } = c.req.valid('json');
    const input = { key: c.req.valid('param').key, definition, storeId, scenario };
    const { simulateFlow } = await import('../../domain/simulation/simulate-flow');
    const { transcript, warnings } = await simulateFlow(c.get('deps'), c.get('caller'), input);
    return c.json(presentSimulation(transcript, c.get('caller').account, warnings), 200);
  })
  .openapi(remove, async (c) => c.json(await setActive(c, c.req.valid('param').key, false), 200));
