import type { StepRole } from '../step-kind/step-kind';
import type { FlowDiagram } from './flow-diagram';
import { computeLayout, LABEL_SIZE, type Layout, labelOf, NODE_SIZE, type Point, SELF_LOOP_WIDTH } from './layout';

const MARGIN = 24;
const HEADER = 44;
const FONT = 'system-ui, -apple-system, Segoe UI, Roboto, sans-serif';
/** Colours and sizes of the text in pixels. */
export type DiagramLook = {
  paper: string;
  ink: string;
  soft: string;
  line: string;
  back: string;
  /** Fill and edge. */
  roles: Record<StepRole, [string, string]>;
  text: { title: number; kind: number; about: number; label: number };
};

const LIGHT: DiagramLook = {
  paper: '#ffffff',
  ink: '#1c2430',
  soft: '#5b6675',
  line: '#7b8794',
  back: '#b4552d',
  roles: {
    start: ['#e9e5f7', '#7a64c4'],
    data: ['#e3eefb', '#3f7fc4'],
    message: ['#e0f4e8', '#2f9260'],
    wait: ['#fff3d6', '#c08a17'],
    decision: ['#f1f3f6', '#7b8794'],
    internal: ['#f1f3f6', '#7b8794'],
    person: ['#fbe3e4', '#c4494f'],
    end: ['#dfe3e8', '#4b5563'],
  },
  text: { title: 13, kind: 10, about: 11, label: 11 },
};

export const DARK: DiagramLook = {
  paper: '#191f1b',
  ink: '#e9eeea',
  soft: '#b0bab3',
  line: '#87928a',
  back: '#ff9a80',
  roles: {
    start: ['#2c2644', '#a896e6'],
    data: ['#182a40', '#6aa7ea'],
    message: ['#15321f', '#5cc98d'],
    wait: ['#372a0d', '#e0ae45'],
    decision: ['#262e29', '#87928a'],
    internal: ['#262e29', '#87928a'],
    person: ['#3d1d1f', '#ef8a8f'],
    end: ['#2d3630', '#b0bab3'],
  },
  text: { title: 14, kind: 12, about: 13, label: 12 },
};

/** The colours of a page, in sizes that are read on a phone. */
export const LIGHT_PAGE: DiagramLook = { ...LIGHT, text: DARK.text };

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

/** Returns how far below its upper edge each line of a node stands; a node in words has no line for its kind. */
function linesOf({ kind, about }: FlowDiagram['nodes'][number]): [title: number, kind: number, about: number] {
  if (kind === '') return about === '' ? [36, 0, 0] : [27, 0, 47];
  return about === '' ? [25, 43, 0] : [21, 36, 52];
}

function nodeOf(look: DiagramLook, node: FlowDiagram['nodes'][number], { x, y }: Point): string {
  const { id, kind, role, about } = node;
  const { ink, soft, paper, text } = look;
  const [fill, edge] = role ? look.roles[role] : [paper, soft];
  const round = role === 'end' || kind === 'trigger' ? NODE_SIZE.height / 2 : 8;
  const lines = linesOf(node);
  return [
    `<g><title>${escaped(kind === '' ? `${id}: ${about}` : `${id}: ${kind} ${about}`)}</title>`,
    `<rect x="${number(x - NODE_SIZE.width / 2)}" y="${number(y)}" width="${NODE_SIZE.width}" height="${NODE_SIZE.height}" rx="${round}" fill="${fill}" stroke="${edge}" stroke-width="1.4"/>`,
    textAt({ x, y: y + lines[0] }, text.title, ink, id.length > 28 ? `${id.slice(0, 27)}…` : id, ' font-weight="600"'),
    kind === '' ? '' : textAt({ x, y: y + lines[1] }, text.kind, edge, kind),
    about === '' ? '' : textAt({ x, y: y + lines[2] }, text.about, soft, about),
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
function selfLoop({ back, text: { label: size } }: DiagramLook, { x, y }: Point, label: string): string {
  const [right, middle] = [x + NODE_SIZE.width / 2, y + NODE_SIZE.height / 2];
  const path = `M${number(right)} ${number(middle - 12)}C${number(right + SELF_LOOP_WIDTH + 4)} ${number(middle - 26)} ${number(right + SELF_LOOP_WIDTH + 4)} ${number(middle + 26)} ${number(right)} ${number(middle + 12)}`;
  const text = `<text x="${number(right + SELF_LOOP_WIDTH)}" y="${number(middle + 4)}" font-size="${size}" fill="${back}">${escaped(label)}</text>`;
  return `<path d="${path}" fill="none" stroke="${back}" stroke-width="1.3" marker-end="url(#back)"/>${text}`;
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

/** Returns how far from the left edge the trigger stands, in pixels: a wide picture is shown from there. */
export const svgStart = (diagram: FlowDiagram): number =>
  Math.round((computeLayout(diagram).nodes[0]?.x ?? 0) + MARGIN);

/** Draws a diagram as SVG: attributes only, no script and no style, every text of the flow escaped. */
export function svgOf(diagram: FlowDiagram, look: DiagramLook = LIGHT): string {
  const { ink, soft, paper } = look;
  const { name, nodes, edges, counted } = diagram;
  const layout = computeLayout(diagram);
  const { nodes: places, routes } = layout;
  const lines: string[] = [];
  const labels: string[] = [];
  edges.forEach((edge, i) => {
    const route = routes[i];
    const [place, label] = [places[edge.from], labelOf(edge)];
    if (!route) {
      if (place && edge.from === edge.to) lines.push(selfLoop(look, place, label));
      return;
    }
    const { back, points, label: at } = route;
    const [colour, end] = back
      ? [look.back, 'marker-start="url(#back)" stroke-dasharray="5 3"']
      : [look.line, 'marker-end="url(#on)"'];
    lines.push(`<path d="${pathOf(points)}" fill="none" stroke="${colour}" stroke-width="1.3" ${end}/>`);
    if (!at || label === '') return;
    const wide = label.length * LABEL_SIZE.character + 4;
    labels.push(
      `<rect x="${number(at.x - wide / 2)}" y="${number(at.y - LABEL_SIZE.height / 2)}" width="${number(wide)}" height="${LABEL_SIZE.height}" fill="${paper}"/>`,
      textAt({ x: at.x, y: at.y + 4 }, look.text.label, back ? look.back : ink, label),
    );
  });
  const [wide, high] = sizeOf(layout);
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${number(wide)}" height="${number(high)}" viewBox="0 0 ${number(wide)} ${number(high)}" font-family="${FONT}" role="img">`,
    `<title>${escaped(name)}</title><defs>${marker('on', look.line)}${marker('back', look.back)}</defs>`,
    `<rect width="100%" height="100%" fill="${paper}"/>`,
    `<text x="${MARGIN}" y="34" font-size="17" font-weight="600" fill="${ink}">${escaped(name)}</text>`,
    `<text x="${MARGIN}" y="54" font-size="11" fill="${soft}">${escaped(counted ?? '')}</text>`,
    `<g transform="translate(${MARGIN} ${MARGIN + HEADER})">`,
    ...lines,
    ...labels,
    ...nodes.map((node, i) => nodeOf(look, node, places[i] ?? { x: 0, y: 0 })),
    '</g></svg>',
  ].join('\n');
}
