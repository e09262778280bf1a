import type { FlowDiagram } from './flow-diagram';
import { layersOf } from './layers';
import { type LayoutItem, placeItems } from './place-items';

export const NODE_SIZE = { width: 216, height: 62 };
export const LABEL_SIZE = { height: 18, character: 6.4 };
/** How far the line of a step to itself sticks out. */
export const SELF_LOOP_WIDTH = 30;
const LINE_WIDTH = 10;
const ROW_GAP = 20;
/** A flow whose lines cross more layers than this in all is drawn with straight lines and without labels. */
const MAX_ITEMS = 20_000;

export type Point = { x: number; y: number };
/** The points from the upper end to the lower; `back` means that the run goes up. */
export type Route = { points: Point[]; back: boolean; label: Point | null };
export type Layout = { width: number; height: number; nodes: Point[]; routes: (Route | null)[] };

/** Returns the label of a line with the number of runs that took it, such as `CONFIRM  12×`. */
export const labelOf = ({ label, runs }: FlowDiagram['edges'][number]): string =>
  [label, runs === null ? '' : `${runs}×`].filter((part) => part !== '').join('  ');

/**
 * Computes the positions of a diagram: steps in layers from top to bottom, with a layer for labels between two of them, so
 * that no label covers another. A line gets a position in every layer that it crosses. A line of a step to itself has no
 * route.
 */
export function computeLayout({ nodes, edges }: FlowDiagram): Layout {
  const lines = edges.filter(({ from, to }) => from !== to);
  const { layer, back } = layersOf(nodes.length, lines);
  const items: LayoutItem[] = nodes.map((_, node) => {
    const self = edges.find(({ from, to }) => from === node && to === node);
    // Room on both sides, as the step is centred.
    const beside = self ? 2 * (SELF_LOOP_WIDTH + labelOf(self).length * LABEL_SIZE.character) : 0;
    return { width: NODE_SIZE.width + beside, weight: 1, up: [], down: [] };
  });
  const rowOf = layer.map((each) => each * 2);
  const spans = lines.reduce((sum, { from, to }) => sum + Math.abs((rowOf[from] ?? 0) - (rowOf[to] ?? 0)), 0);
  const routed = spans <= MAX_ITEMS;

  /** The items of each line, from its upper node to its lower. */
  const chains = edges.map((edge) => {
    if (edge.from === edge.to) return [];
    const [upper, lower] = back.has(edge) ? [edge.to, edge.from] : [edge.from, edge.to];
    const chain = [upper];
    const first = (rowOf[upper] ?? 0) + 1;
    const last = routed ? (rowOf[lower] ?? 0) - 1 : 0;
    for (let row = first; row <= last; row += 1) {
      const labelled = row === (back.has(edge) ? last : first) && labelOf(edge) !== '';
      const width = labelled ? Math.max(labelOf(edge).length * LABEL_SIZE.character, LINE_WIDTH) : LINE_WIDTH;
      chain.push(items.length);
      items.push({ width, weight: 3, up: [], down: [] });
      rowOf.push(row);
    }
    chain.push(lower);
    chain.forEach((item, i) => {
      const next = chain[i + 1];
      if (next === undefined) return;
      items[item]?.down.push(next);
      items[next]?.up.push(item);
    });
    return chain;
  });

  const rows: number[][] = Array.from({ length: rowOf.reduce((max, row) => Math.max(max, row), 0) + 1 }, () => []);
  rowOf.forEach((row, item) => rows[row]?.push(item));
  const x = placeItems(rows, items);
  const heights = rows.map((_, row) => (row % 2 === 0 ? NODE_SIZE.height : LABEL_SIZE.height));
  const tops: number[] = [];
  heights.reduce((top, height, row) => {
    tops[row] = top;
    return top + height + ROW_GAP;
  }, 0);
  const top = (item: number): number => tops[rowOf[item] ?? 0] ?? 0;
  const bottom = (item: number): number => top(item) + (heights[rowOf[item] ?? 0] ?? 0);
  const at = (item: number): number => x[item] ?? 0;

  /** Returns where the lines of a node meet it: side by side, in the order of their other ends. */
  const meetings = (side: 'up' | 'down') =>
    nodes.map((_, node) => {
      const all = [...(items[node]?.[side] ?? [])].sort((a, b) => at(a) - at(b));
      const step = Math.min(26, (NODE_SIZE.width - 40) / Math.max(all.length, 1));
      return new Map(all.map((beside, i) => [beside, at(node) + (i - (all.length - 1) / 2) * step]));
    });
  const [above, below] = [meetings('up'), meetings('down')];
  const routes = chains.map((chain, i): Route | null => {
    const [upper, second] = chain;
    const [lower, before] = [chain.at(-1), chain.at(-2)];
    const edge = edges[i];
    if (upper === undefined || second === undefined || lower === undefined || before === undefined || !edge)
      return null;
    const between = chain.slice(1, -1);
    const label = back.has(edge) ? between.at(-1) : between[0];
    return {
      back: back.has(edge),
      label: label === undefined ? null : { x: at(label), y: top(label) + LABEL_SIZE.height / 2 },
      points: [
        { x: below[upper]?.get(second) ?? at(upper), y: bottom(upper) },
        ...between.flatMap((item) => [
          { x: at(item), y: top(item) },
          { x: at(item), y: bottom(item) },
        ]),
        { x: above[lower]?.get(before) ?? at(lower), y: top(lower) },
      ],
    };
  });
  return {
    width: Math.max(...items.map(({ width }, item) => at(item) + width / 2)),
    height: Math.max(...nodes.map((_, node) => bottom(node))),
    nodes: nodes.map((_, node) => ({ x: at(node), y: top(node) })),
    routes,
  };
}
