export type LayoutEdge = { from: number; to: number };

/** Returns the lines that close a cycle: without them the graph has none. */
function backEdges(count: number, lines: LayoutEdge[]): Set<LayoutEdge> {
  const out: LayoutEdge[][] = Array.from({ length: count }, () => []);
  for (const line of lines) out[line.from]?.push(line);
  const state = new Uint8Array(count);
  const back = new Set<LayoutEdge>();
  for (let root = 0; root < count; root += 1) {
    if (state[root] !== 0) continue;
    state[root] = 1;
    const stack = [{ at: root, next: 0 }];
    for (let top = stack.at(-1); top; top = stack.at(-1)) {
      const line = out[top.at]?.[top.next];
      top.next += 1;
      if (!line) {
        state[top.at] = 2;
        stack.pop();
      } else if (state[line.to] === 1) back.add(line);
      else if (state[line.to] === 0) {
        state[line.to] = 1;
        stack.push({ at: line.to, next: 0 });
      }
    }
  }
  return back;
}

/** Returns the layer of each node, so that every line goes down except those in `back`. */
export function layersOf(count: number, lines: LayoutEdge[]): { layer: number[]; back: Set<LayoutEdge> } {
  const back = backEdges(count, lines);
  const down = lines.filter((line) => !back.has(line));
  const layer = Array<number>(count).fill(0);
  const waiting = Array<number>(count).fill(0);
  const out: number[][] = Array.from({ length: count }, () => []);
  for (const { from, to } of down) {
    out[from]?.push(to);
    waiting[to] = (waiting[to] ?? 0) + 1;
  }
  const ready = waiting.flatMap((left, node) => (left === 0 ? [node] : []));
  for (let node = ready.pop(); node !== undefined; node = ready.pop()) {
    for (const to of out[node] ?? []) {
      layer[to] = Math.max(layer[to] ?? 0, (layer[node] ?? 0) + 1);
      waiting[to] = (waiting[to] ?? 0) - 1;
      if (waiting[to] === 0) ready.push(to);
    }
  }
  return { layer, back };
}
