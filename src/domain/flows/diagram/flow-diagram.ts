import type { JsonObject } from '../../../shared/json';
import { objectOrEmpty, textOrEmpty } from '../../../shared/read-json';
import { type Edge, graphOf } from '../check/graph';
import { type ParsedStep, parseFlow } from '../check/parse-flow';
import { type DiagramTexts, diagramTexts } from './diagram-texts';

/** Steps and the ways between them, as they are drawn: edges by the index of their nodes, the trigger being node 0. */
export type FlowDiagram = {
  name: string;
  nodes: { id: string; kind: string; about: string }[];
  edges: { from: number; to: number; label: string; runs: number | null }[];
  /** How many runs were counted, in words; null where none were. */
  counted: string | null;
};

export type EdgeCount = { from: string | null; to: string; runs: number };
type RunCounts = { edges: EdgeCount[]; runs: number; more: boolean };

const MAX_TEXT_LENGTH = 30;
const truncate = (text: string, longest = MAX_TEXT_LENGTH): string => {
  const line = text.replaceAll(/\s+/g, ' ').trim();
  return line.length > longest ? `${line.slice(0, longest - 1)}…` : line;
};

/** What a message says, in the form that it has. */
function messageOf(raw: JsonObject, words: DiagramTexts): string {
  const { text: plain, template, buttons, list, media, location, reaction } = raw;
  const said =
    textOrEmpty(plain) ||
    textOrEmpty(objectOrEmpty(buttons).text) ||
    textOrEmpty(objectOrEmpty(list).text) ||
    textOrEmpty(objectOrEmpty(template).name);
  if (said !== '') return said;
  return textOrEmpty(objectOrEmpty(media).kind) || (location ? words.location : reaction ? words.reaction : words.read);
}

const ABOUT: Record<string, (raw: JsonObject, words: DiagramTexts) => string> = {
  get_object: ({ save_as: name }, words) => `${words.as} ${textOrEmpty(name)}`,
  send_message: messageOf,
  wait_for_reply: ({ timeout }, words) => `${words.upTo} ${textOrEmpty(timeout)}`,
  wait: (raw, words) => textOrEmpty(raw.for) || `${words.until} ${textOrEmpty(raw.until)}`,
  branch: () => '',
  set: ({ variables }) => Object.keys(objectOrEmpty(variables)).join(', '),
  update_object: ({ variables }) => Object.keys(objectOrEmpty(variables)).join(', '),
  charge: ({ kind }) => textOrEmpty(kind),
  hand_over: ({ note }) => textOrEmpty(note),
  start_flow: ({ flow }) => textOrEmpty(flow),
  end: ({ outcome }) => textOrEmpty(outcome),
};

function labelOfCase(each: JsonObject): string {
  const { button, list, text: words, pattern, kind, when } = each;
  const parts = [
    textOrEmpty(button),
    textOrEmpty(list),
    Array.isArray(words) ? `«${words.map(textOrEmpty).join(', ')}»` : '',
    typeof pattern === 'string' ? `/${pattern}/` : '',
    textOrEmpty(kind),
    textOrEmpty(when),
  ];
  return truncate(parts.filter((part) => part !== '').join(' & '), 28);
}

function labelsOf({ raw, kind }: ParsedStep, { way, case: number }: Edge, words: DiagramTexts): string[] {
  const timeout = `${words.after} ${textOrEmpty(raw.timeout)}`;
  if (way === 'on_timeout') return [timeout];
  if (way === 'goto')
    return [labelOfCase(objectOrEmpty(Array.isArray(raw.cases) ? raw.cases[number ?? 0] : undefined))];
  if (way !== 'next') return [words[way]];
  if (kind === 'branch') return [words.otherwise];
  if (kind !== 'wait_for_reply') return [];
  const answered = Array.isArray(raw.cases) && raw.cases.length > 0 ? words.otherwise : words.aReply;
  return [...(raw.otherwise === undefined ? [answered] : []), ...(raw.on_timeout === undefined ? [timeout] : [])];
}

/** Several ways between the same two steps are one line: as many labels as can be read. */
function joined(labels: string[]): string {
  const shown = labels.slice(0, 3).join(' | ');
  return labels.length > 3 ? `${shown} | +${labels.length - 3}` : shown;
}

/** What there is to draw of a definition, with how many runs went each way where that was counted. */
export function buildDiagram(definition: JsonObject, counted: RunCounts | null, words = diagramTexts.en): FlowDiagram {
  const sketch = parseFlow(definition);
  const { steps } = sketch;
  const { trigger, name } = definition;
  const runs = new Map(counted?.edges.map((edge) => [JSON.stringify([edge.from, edge.to]), edge.runs]));
  const runsOf = (from: string | null, to: string) => (counted ? (runs.get(JSON.stringify([from, to])) ?? 0) : null);
  const ways = new Map<string, { from: number; to: number; labels: string[] }>();
  for (const edge of graphOf(sketch).edges) {
    const step = steps[edge.from];
    if (!step || edge.to >= steps.length) continue;
    const key = `${edge.from} ${edge.to}`;
    const way = ways.get(key) ?? { from: edge.from, to: edge.to, labels: [] };
    ways.set(key, way);
    way.labels.push(...labelsOf(step, edge, words).filter((label) => !way.labels.includes(label)));
  }
  const idOf = (index: number): string => steps[index]?.id ?? '';
  return {
    name: truncate(textOrEmpty(name), 80),
    nodes: [
      {
        id: textOrEmpty(objectOrEmpty(trigger).on) || 'api',
        kind: 'trigger',
        about: truncate(textOrEmpty(objectOrEmpty(trigger).when)),
      },
      ...steps.map(({ id, kind, raw }) => ({
        id: id ?? '',
        kind: kind ?? '',
        about: truncate(ABOUT[kind ?? '']?.(raw, words) ?? ''),
      })),
    ],
    edges: [
      { from: 0, to: 1, label: '', runs: runsOf(null, idOf(0)) },
      ...[...ways.values()].map(({ from, to, labels }) => ({
        from: from + 1,
        to: to + 1,
        label: joined(labels),
        runs: runsOf(idOf(from), idOf(to)),
      })),
    ],
    counted: counted && words.counted(counted.runs, counted.more),
  };
}
