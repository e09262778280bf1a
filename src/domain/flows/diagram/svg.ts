import type { StepRole } from '../step-kind/step-kind';
import type { FlowDiagram } from './flow-diagram';
import { computeLayout, LABEL_SIZE, type Layout, labelOf, NODE_SIZE, type Point, SELF_LOOP_WIDTH } from './layout';

const MARGIN = 24;
const HEADER = 44;
const FONT = 'system-ui, -apple-system, Segoe UI, Roboto, sans-serif';
const [INK, SOFT, LINE, BACK] = ['#1c2430', '#5b6675', '#7b8794', '#b4552d'];

/** Fill and edge. */
const COLOURS: Record<StepRole, [string, string]> = {
  start: ['#e9e5f7', '#7a64c4'],
  data: ['#e3eefb', '#3f7fc4'],
  message: ['#e0f4e8', '#2f9260'],
  wait: ['#fff3d6', '#c08a17'],
  decision: ['#f1f3f6', '#7b8794'],
  internal: ['#f1f3f6', '#7b8794'],
  person: ['#fbe3e4', '#c4494f'],
  end: ['#dfe3e8', '#4b5563'],
};

const ENTITIES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };
/** XML cannot hold most control characters, so they are left out. */
const escaped = (text: string): string =>
  text
    .toWellFormed()
    .replaceAll(/[\p{Cc}\uFFFE\uFFFF]/gu, '')
    .replaceAll(/[&<>"']/g, (character) => ENTITIES[character] ?? '');
const number = (value: number): string => String(Math.round(value * 10) / 10);

function textAt({ x, y }: Point, size: number, colour: string, text: string, more = ''): string {
  return `<text x="${number(x)}" y="${number(y)}" font-size="${size}" fill="${colour}" text-anchor="middle"${more}>${escaped(text)}</text>`;
}

function nodeOf({ id, kind, role, about }: FlowDiagram['nodes'][number], { x, y }: Point): string {
  const [fill, edge] = role ? COLOURS[role] : ['#ffffff', SOFT];
  const round = kind === 'end' || kind === 'trigger' ? NODE_SIZE.height / 2 : 8;
  const lines = about === '' ? [25, 43] : [21, 36, 52];
  return [
    `<g><title>${escaped(`${id}: ${kind} ${about}`)}</title>`,
    `<rect x="${number(x - NODE_SIZE.width / 2)}" y="${number(y)}" width="${NODE_SIZE.width}" height="${NODE_SIZE.height}" rx="${round}" fill="${fill}" stroke="${edge}" stroke-width="1.4"/>`,
    textAt({ x, y: y + (lines[0] ?? 0) }, 13, INK, id.length > 28 ? `${id.slice(0, 27)}…` : id, ' font-weight="600"'),
    textAt({ x, y: y + (lines[1] ?? 0) }, 10, edge, kind),
    about === '' ? '' : textAt({ x, y: y + (lines[2] ?? 0) }, 11, SOFT, about),
    '</g>',
  ].join('');
}

/** Draws a smooth line through points, straight down where it passes a layer. */
function pathOf(points: Point[]): string {
  const [first, ...rest] = points;
  if (!first) return '';
  let at = first;
  const parts = [`M${number(at.x)} ${number(at.y)}`];
  for (const to of rest) {
    const half = number((at.y + to.y) / 2);
    parts.push(
      at.x === to.x
        ? `L${number(to.x)} ${number(to.y)}`
        : `C${number(at.x)} ${half} ${number(to.x)} ${half} ${number(to.x)} ${number(to.y)}`,
    );
    at = to;
  }
  return parts.join('');
}

/** Draws the line of a step to itself, at its right side. */
function selfLoop({ x, y }: Point, label: string): string {
  const [right, middle] = [x + NODE_SIZE.width / 2, y + NODE_SIZE.height / 2];
  const path = `M${number(right)} ${number(middle - 12)}C${number(right + SELF_LOOP_WIDTH + 4)} ${number(middle - 26)} ${number(right + SELF_LOOP_WIDTH + 4)} ${number(middle + 26)} ${number(right)} ${number(middle + 12)}`;
  const text = `<text x="${number(right + SELF_LOOP_WIDTH)}" y="${number(middle + 4)}" font-size="11" fill="${BACK}">${escaped(label)}</text>`;
  return `<path d="${path}" fill="none" stroke="${BACK}" stroke-width="1.3" marker-end="url(#back)"/>${text}`;
}

const marker = (id: string, colour: string): string =>
  `<marker id="${id}" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto-start-reverse"><path d="M0 0L8 4L0 8z" fill="${colour}"/></marker>`;

const sizeOf = ({ width, height }: Layout): [wide: number, high: number] => [
  Math.max(width, 360) + MARGIN * 2 + 40,
  height + HEADER + MARGIN * 2,
];

/** Returns the size of a diagram as SVG, in whole pixels. */
export function svgSize(diagram: FlowDiagram): { width: number; height: number } {
  const [wide, high] = sizeOf(computeLayout(diagram));
  return { width: Math.ceil(wide), height: Math.ceil(high) };
}

/** Draws a diagram as SVG: attributes only, no script and no style, every text of the flow escaped. */
export function svgOf(diagram: FlowDiagram): string {
  const { name, nodes, edges, counted } = diagram;
  const layout = computeLayout(diagram);
  const { nodes: places, routes } = layout;
  const lines: string[] = [];
  const labels: string[] = [];
  edges.forEach((edge, i) => {
    const route = routes[i];
    const [place, label] = [places[edge.from], labelOf(edge)];
    if (!route) {
      if (place && edge.from === edge.to) lines.push(selfLoop(place, label));
      return;
    }
    const { back, points, label: at } = route;
    const [colour, end] = back
      ? [BACK, 'marker-start="url(#back)" stroke-dasharray="5 3"']
      : [LINE, 'marker-end="url(#on)"'];
    lines.push(`<path d="${pathOf(points)}" fill="none" stroke="${colour}" stroke-width="1.3" ${end}/>`);
    if (!at || label === '') return;
    const wide = label.length * LABEL_SIZE.character + 4;
    labels.push(
      `<rect x="${number(at.x - wide / 2)}" y="${number(at.y - LABEL_SIZE.height / 2)}" width="${number(wide)}" height="${LABEL_SIZE.height}" fill="#ffffff"/>`,
      textAt({ x: at.x, y: at.y + 4 }, 11, back ? BACK : INK, label),
    );
  });
  const [wide, high] = sizeOf(layout);
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${number(wide)}" height="${number(high)}" viewBox="0 0 ${number(wide)} ${number(high)}" font-family="${FONT}" role="img">`,
    `<title>${escaped(name)}</title><defs>${marker('on', LINE)}${marker('back', BACK)}</defs>`,
    '<rect width="100%" height="100%" fill="#ffffff"/>',
    `<text x="${MARGIN}" y="34" font-size="17" font-weight="600" fill="${INK}">${escaped(name)}</text>`,
    `<text x="${MARGIN}" y="54" font-size="11" fill="${SOFT}">${escaped(counted ?? '')}</text>`,
    `<g transform="translate(${MARGIN} ${MARGIN + HEADER})">`,
    ...lines,
    ...labels,
    ...nodes.map((node, i) => nodeOf(node, places[i] ?? { x: 0, y: 0 })),
    '</g></svg>',
  ].join('\n');
}
