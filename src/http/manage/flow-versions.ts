import type { Context } from 'hono';
import { drawFlow } from '../../domain/flows/diagram/draw-flow';
import type { FlowDiagram } from '../../domain/flows/diagram/flow-diagram';
import { mermaidOf } from '../../domain/flows/diagram/mermaid';
import { svgOf } from '../../domain/flows/diagram/svg';
import { diffFlow } from '../../domain/flows/diff/diff-flow';
import { FlowKey } from '../../shared/flow-key';
import { AnyJson } from '../../shared/json';
import type { AppEnv } from '../env';
import { jsonResponse, newApi, operation, problem, z } from '../operation';
import { JsonRecord } from '../resources/common';

const Version = z.coerce.number().int().min(1).max(1_000_000_000);
const Change = z
  .object({ path: z.string(), before: AnyJson.optional(), after: AnyJson.optional() })
  .meta({ description: '`before` is left out where the member was not there, `after` where it is gone' });
const PlacedStep = z.object({ id: z.string(), path: z.string(), step: JsonRecord });
const FlowDiff = z
  .object({
    from: z.number().int(),
    to: z.number().int(),
    changed: z.array(Change).meta({ description: 'Of the flow itself: name, trigger, window, channel' }),
    steps: z.object({
      added: z.array(PlacedStep),
      removed: z.array(PlacedStep),
      moved: z.array(z.object({ id: z.string(), from_path: z.string(), to_path: z.string() })),
      changed: z.array(z.object({ id: z.string(), path: z.string(), changes: z.array(Change) })),
    }),
  })
  .meta({ id: 'FlowDiff' });

const params = z.object({ key: FlowKey });
const missing = problem('The account has no such flow, or the flow no such version');

const diff = operation({
  method: 'get',
  path: '/v1/flows/{key}/diff',
  scope: 'settings:read',
  summary: 'What differs between two versions; by default the current one and the one before',
  request: { params, query: z.object({ from: Version.optional(), to: Version.optional() }) },
  responses: { 200: jsonResponse('Steps by their ids, members by JSON Pointers', FlowDiff), 404: missing },
});

const query = z.object({
  version: Version.optional(),
  counts: z.enum(['0', '1']).optional().meta({ description: 'With 1: how many runs of 30 days took each way' }),
});
const picture = (type: string) => ({ description: 'The picture', content: { [type]: { schema: z.string() } } });
const svg = operation({
  method: 'get',
  path: '/v1/flows/{key}/diagram.svg',
  scope: 'settings:read',
  summary: 'A picture of a flow',
  request: { params, query },
  responses: { 200: picture('image/svg+xml'), 404: missing },
});
const mermaid = operation({
  method: 'get',
  path: '/v1/flows/{key}/diagram.mmd',
  scope: 'settings:read',
  summary: 'The same picture as the text of a Mermaid flowchart',
  request: { params, query },
  responses: { 200: picture('text/plain'), 404: missing },
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
    // An SVG that is opened as a page may run scripts: this one may do nothing, whatever is in it.
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
