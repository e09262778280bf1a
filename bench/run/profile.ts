import type { CodePlace, DirectWorker } from '../support/direct-worker.ts';
import type { Row } from '../support/report.ts';

type Frame = CodePlace & { functionName: string };
type Profile = { nodes: { id: number; callFrame: Frame; children?: number[] }[]; samples: number[] };

const INTERVAL_US = 1_000;
/** The isolates of the local runtime that a run uses, by the names of their inspectors. */
const ISOLATES = {
  'core:user:': 'Worker',
  'd1:db': 'local D1',
  'd1:db:entry': 'local D1',
  'workflows:flow-run': 'local Workflows',
  'r2:bucket': 'local R2',
  'r2:bucket:entry': 'local R2',
  'queues:queue': 'local Queues',
  'queues:queue:inbound': 'local Queues',
  'core:entry': 'local routing',
  'outbound:0': 'local routing',
};
/** The parts of the Worker, by their sources. A sample belongs to the innermost of them in its stack. */
const PARTS: [part: string, source: RegExp][] = [
  ['webhooks', /src\/(http|app)\b|receive-order-webhook|node_modules\/hono/],
  ['queue consumer', /src\/(runtime\/.*consumer|domain\/(orders|inbound|requests|triggers)\/|db\/inbound)/],
  ['runs', /src\/(runtime\/flow-workflow|domain\/(flows|liquid|messages|shopify)\/|db\/run-)/],
  ['Durable Objects', /src\/(runtime\/.*-rate|domain\/rate\/)/],
];

/** Starts the CPU profile of an isolate. Returns the function that stops it. */
async function startProfile(host: string, isolate: string): Promise<() => Promise<Profile>> {
  const socket = new WebSocket(`ws://${host}/${isolate}`);
  const on = (event: 'open' | 'message') =>
    new Promise<Event | MessageEvent>((resolve) => socket.addEventListener(event, resolve, { once: true }));
  await on('open');
  const call = async (method: string, params = {}): Promise<{ result: { profile: Profile } }> => {
    socket.send(JSON.stringify({ id: 1, method, params }));
    const message = await on('message');
    return JSON.parse('data' in message ? String(message.data) : '');
  };
  await call('Profiler.enable');
  await call('Profiler.setSamplingInterval', { interval: INTERVAL_US });
  await call('Profiler.start');
  return async () => {
    const { result } = await call('Profiler.stop');
    socket.close();
    return result.profile;
  };
}

/** Returns the part of each sample in which the isolate worked. */
function partsOf({ nodes, samples }: Profile, isolate: string, sourceOf: (place: CodePlace) => string): string[] {
  const frames = new Map(nodes.map(({ id, callFrame }) => [id, callFrame]));
  const parents = new Map(nodes.flatMap(({ id, children = [] }) => children.map((child) => [child, id])));
  const partOf = (id: number | undefined): string => {
    const frame = id === undefined ? undefined : frames.get(id);
    if (id === undefined || !frame) return 'without a known source';
    const source = sourceOf(frame);
    return PARTS.find(([, pattern]) => pattern.test(source))?.[0] ?? partOf(parents.get(id));
  };
  return samples
    .filter((id) => !['(idle)', '(root)'].includes(frames.get(id)?.functionName ?? ''))
    .map((id) => (isolate === 'Worker' ? `${isolate}, ${partOf(id)}` : isolate));
}

/**
 * Does some work and returns the share of the samples that each isolate and each part of the Worker has. V8 samples an isolate
 * only while it runs: the numbers of samples of all isolates add up, their time stamps do not.
 */
export async function profileOf(
  { mf }: DirectWorker,
  sourceOf: (place: CodePlace) => string,
  work: () => Promise<void>,
): Promise<Row[]> {
  const { host } = await mf.getInspectorURL();
  const stops: (() => Promise<string[]>)[] = [];
  for (const [id, isolate] of Object.entries(ISOLATES)) {
    const stop = await startProfile(host, id);
    stops.push(async () => partsOf(await stop(), isolate, sourceOf));
  }
  await work();
  const parts = (await Promise.all(stops.map((stop) => stop()))).flat();
  return [...Map.groupBy(parts, (part) => part)]
    .toSorted(([, a], [, b]) => b.length - a.length)
    .map(([part, { length }]) => ({ part, 'share of CPU samples': `${((100 * length) / parts.length).toFixed(1)} %` }));
}
