type Node = { id: number; callFrame: { functionName: string; url: string; lineNumber: number }; children?: number[] };
type Profile = { nodes: Node[]; samples: number[]; timeDeltas: number[] };

/** A session with the runtime's inspector: CPU profiles of the Worker. */
export async function inspect(inspectorUrl: URL) {
  const socket = new WebSocket(`ws://${inspectorUrl.host}/core:user:`);
  await new Promise((resolve, reject) => {
    socket.addEventListener('open', resolve, { once: true });
    socket.addEventListener('error', reject, { once: true });
  });
  let last = 0;
  const ask = (method: string, params = {}): Promise<any> =>
    new Promise((resolve) => {
      last += 1;
      const id = last;
      const hear = (message: MessageEvent) => {
        const answer = JSON.parse(String(message.data));
        if (answer.id !== id) return;
        socket.removeEventListener('message', hear);
        resolve(answer.result);
      };
      socket.addEventListener('message', hear);
      socket.send(JSON.stringify({ id, method, params }));
    });
  await ask('Profiler.enable');
  await ask('Profiler.setSamplingInterval', { interval: 200 });
  return {
    start: () => ask('Profiler.start'),
    stop: async (): Promise<Profile> => (await ask('Profiler.stop')).profile,
    close: () => socket.close(),
  };
}

/** Self time by function, longest first, in ms. */
export function selfTimes({ nodes, samples, timeDeltas }: Profile): [name: string, ms: number][] {
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const times = new Map<string, number>();
  for (const [i, id] of samples.entries()) {
    const frame = byId.get(id)?.callFrame;
    const name = `${frame?.functionName || '(anonymous)'} ${frame?.url.split('/').pop() ?? ''}:${frame?.lineNumber ?? ''}`;
    times.set(name, (times.get(name) ?? 0) + (timeDeltas[i] ?? 0) / 1_000);
  }
  return [...times].toSorted(([, a], [, b]) => b - a);
}
