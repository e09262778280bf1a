import type { JsonObject } from '../../../shared/json/json';
import { objectOrEmpty, textOrEmpty } from '../../../shared/json/read-json';
import type { Language } from '../../../shared/text/language';
import { type Edge, graphOf } from '../check/graph';
import { type ParsedStep, parseFlow } from '../check/parse-flow';
import { applySettings } from '../settings/apply-settings';
import { truncateLine } from '../step-kind/raw-members';
import type { StepRole } from '../step-kind/step-kind';
import { findStepKind } from '../steps/step-kinds';
import { diagramTexts } from './diagram-texts';

/** The nodes and edges of a diagram. Edges name nodes by index; node 0 is the trigger. */
export type FlowDiagram = {
  name: string;
  nodes: { id: string; kind: string; role: StepRole | null; about: string }[];
  edges: { from: number; to: number; label: string; runs: number | null }[];
  /** How many runs were counted, in words; null where none were. */
  counted: string | null;
};

export type EdgeCount = { from: string | null; to: string; runs: number };
export type RunCounts = { edges: EdgeCount[]; runs: number; more: boolean };

const MAX_TEXT_LENGTH = 30;

function labelsOf({ raw, kind }: ParsedStep, { way, case: position }: Edge, language: Language): string[] {
  const labels = findStepKind(kind)?.lineLabels?.(raw, { way, case: position }, language) ?? null;
  if (labels !== null) return labels;
  return way === 'next' || way === 'goto' ? [] : [diagramTexts[language][way]];
}

/** Several edges between the same two steps are one line, with as many labels as are legible. */
function joinLabels(labels: string[]): string {
  const shown = labels.slice(0, 3).join(' | ');
  return labels.length > 3 ? `${shown} | +${labels.length - 3}` : shown;
}

type DiagramNode = FlowDiagram['nodes'][number];

/** The texts of a diagram. */
export type DiagramTexts = {
  trigger(definition: JsonObject): Omit<DiagramNode, 'role'>;
  step(step: ParsedStep): Omit<DiagramNode, 'role'>;
  edge(step: ParsedStep, edge: Edge): string[];
};

/** The texts of a diagram for authors of flows: ids, kinds and members as they are in the definition. */
const textsOfDefinition = (language: Language): DiagramTexts => ({
  trigger({ trigger }) {
    const { on, when } = objectOrEmpty(trigger);
    return { id: textOrEmpty(on) || 'api', kind: 'trigger', about: truncateLine(textOrEmpty(when), MAX_TEXT_LENGTH) };
  },
  step({ id, kind, raw }) {
    const about = truncateLine(findStepKind(kind)?.describe?.(raw, language) ?? '', MAX_TEXT_LENGTH);
    return { id: id ?? '', kind: kind ?? '', about };
  },
  edge: (step, edge) => labelsOf(step, edge, language),
});

/** Builds the diagram of a definition, with the number of runs that took each edge where they were counted. */
export function buildDiagram(
  definition: JsonObject,
  counted: RunCounts | null,
  language: Language,
  texts: DiagramTexts = textsOfDefinition(language),
): FlowDiagram {
  const parsedFlow = parseFlow(applySettings(definition));
  const { steps } = parsedFlow;
  const { name } = definition;
  const runs = new Map(counted?.edges.map((edge) => [JSON.stringify([edge.from, edge.to]), edge.runs]));
  const runsOf = (from: string | null, to: string) => (counted ? (runs.get(JSON.stringify([from, to])) ?? 0) : null);
  const lines = new Map<string, { from: number; to: number; labels: string[] }>();
  for (const edge of graphOf(parsedFlow).edges) {
    const step = steps[edge.from];
    if (!step || edge.to >= steps.length) continue;
    const key = `${edge.from} ${edge.to}`;
    const line = lines.get(key) ?? { from: edge.from, to: edge.to, labels: [] };
    lines.set(key, line);
    line.labels.push(...texts.edge(step, edge).filter((label) => !line.labels.includes(label)));
  }
  const idOf = (index: number): string => steps[index]?.id ?? '';
  return {
    name: truncateLine(textOrEmpty(name), 80),
    nodes: [
      { ...texts.trigger(definition), role: 'start' },
      ...steps.map((step) => ({ ...texts.step(step), role: findStepKind(step.kind)?.role ?? null })),
    ],
    edges: [
      { from: 0, to: 1, label: '', runs: runsOf(null, idOf(0)) },
      ...[...lines.values()].map(({ from, to, labels }) => ({
        from: from + 1,
        to: to + 1,
        label: joinLabels(labels),
        runs: runsOf(idOf(from), idOf(to)),
      })),
    ],
    counted: counted && diagramTexts[language].counted(counted.runs, counted.more),
  };
}
