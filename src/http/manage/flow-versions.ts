import type { Context } from 'hono';
import { drawFlow } from '../../domain/flows/diagram/draw-flow';
import type { FlowDiagram } from '../../domain/flows/diagram/flow-diagram';
import { mermaidOf } from '../../domain/flows/diagram/mermaid';
import { svgOf } from '../../domain/flows/diagram/svg';
import { diffFlow } from '../../domain/flows/diff/diff-flow';
import { FlowKey } from '../../shared/flows/flow-key';
import { AnyJson } from '../../shared/json/json-schemas';
import { jsonResponse, problem } from '../openapi/declarations';
import { newApi, operation, z } from '../openapi/operation';
import type { AppEnv } from '../request/app-env';
import { JsonRecord } from '../resources/common';

const Version = z.coerce.number().int().min(1).max(1_000_000_000);
const Change = z
  .object({ path: z.string(), before: AnyJson.optional(), after: AnyJson.optional() })
  .meta({ description: 'An added member has no `before`, a removed one no `after`' });
const PlacedStep = z.object({ id: z.string(), path: z.string(), step: JsonRecord });
const FlowDiff = z
  .object({
    from: z.number().int(),
    to: z.number().int(),
    changed: z.array(Change).meta({ description: 'Changes of the flow itself: name, trigger, window, channel' }),
    steps: z.object({
      added: z.array(PlacedStep),
      removed: z.array(PlacedStep),
      moved: z.array(z.object({ id: z.string(), from_path: z.string(), to_path: z.string() })),
      changed: z.array(z.object({ id: z.string(), path: z.string(), changes: z.array(Change) })),
    }),
  })
  .meta({ id: 'FlowDiff' });

const params = z.object({ key: FlowKey });
const missing = problem('The account has no such flow, or the flow has no such version');

const diff = operation({
  method: 'get',
  path: '/v1/flows/{key}/diff',
  scope: 'settings:read',
  summary: 'Compare two versions of a flow; by default the current one and the one before',
  request: { params, query: z.object({ from: Version.optional(), to: Version.optional() }) },
  responses: { 200: jsonResponse('The changes: steps by their ids, members by JSON Pointers', FlowDiff), 404: missing },
});

const query = z.object({
  version: Version.optional(),
  counts: z
    .enum(['0', '1'])
    .optional()
    .meta({ description: 'With 1, the diagram shows how many runs of the last 30 days took each branch' }),
});
const diagram = (type: string) => ({ description: 'The diagram', content: { [type]: { schema: z.string() } } });
const svg = operation({
  method: 'get',
  path: '/v1/flows/{key}/diagram.svg',
  scope: 'settings:read',
  summary: 'Get the diagram of a flow as SVG',
  request: { params, query },
  responses: { 200: diagram('image/svg+xml'), 404: missing },
});
const mermaid = operation({
  method: 'get',
  path: '/v1/flows/{key}/diagram.mmd',
  scope: 'settings:read',
  summary: 'Get the diagram of a flow as a Mermaid flowchart',
  request: { params, query },
  responses: { 200: diagram('text/plain'), 404: missing },
});

const draw = (c: Context<AppEnv>, key: string, { version, counts }: z.infer<typeof query>): Promise<FlowDiagram> =>
  drawFlow(c.get('deps'), c.get('caller'), { key, version, counts: counts === '1', language: 'en' });

export const flowVersionsApi = newApi()
  .openapi(diff, async (c) => {
    const { from, to } = c.req.valid('query');
    return c.json(await diffFlow(c.get('deps'), c.get('caller'), { key: c.req.valid('param').key, from, to }), 200);
  })
  .openapi(svg, async (c) => {
    const drawn = await draw(c, c.req.valid('param').key, c.req.valid('query'));
    // A browser runs the scripts of an SVG that is opened as a page; the policy forbids them.
    return c.body(svgOf(drawn), 200, {
      'content-type': 'image/svg+xml',
      'content-security-policy': "default-src 'none'; sandbox",
    });
  })
  .openapi(mermaid, async (c) => {
    const drawn = await draw(c, c.req.valid('param').key, c.req.valid('query'));
    return c.body(mermaidOf(drawn), 200, {
      'content-type': 'text/plain; charset=utf-8',
    });
  });
