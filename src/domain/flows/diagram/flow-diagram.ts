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
type RunCounts = { edges: EdgeCount[]; runs: number; more: boolean };

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

/** Builds the diagram of a definition, with the number of runs that took each edge where they were counted. */
export function buildDiagram(definition: JsonObject, counted: RunCounts | null, language: Language): FlowDiagram {
  const parsedFlow = parseFlow(applySettings(definition));
  const { steps } = parsedFlow;
  const { trigger, name } = definition;
  const runs = new Map(counted?.edges.map((edge) => [JSON.stringify([edge.from, edge.to]), edge.runs]));
  const runsOf = (from: string | null, to: string) => (counted ? (runs.get(JSON.stringify([from, to])) ?? 0) : null);
  const lines = new Map<string, { from: number; to: number; labels: string[] }>();
  for (const edge of graphOf(parsedFlow).edges) {
    const step = steps[edge.from];
    if (!step || edge.to >= steps.length) continue;
    const key = `${edge.from} ${edge.to}`;
    const line = lines.get(key) ?? { from: edge.from, to: edge.to, labels: [] };
    lines.set(key, line);
    line.labels.push(...labelsOf(step, edge, language).filter((label) => !line.labels.includes(label)));
  }
  const idOf = (index: number): string => steps[index]?.id ?? '';
  const { on, when } = objectOrEmpty(trigger);
  return {
    name: truncateLine(textOrEmpty(name), 80),
    nodes: [
      {
        id: textOrEmpty(on) || 'api',
        kind: 'trigger',
        role: 'start',
        about: truncateLine(textOrEmpty(when), MAX_TEXT_LENGTH),
      },
      ...steps.map(({ id, kind: kindName, raw }) => {
        const kind = findStepKind(kindName);
        const about = truncateLine(kind?.describe?.(raw, language) ?? '', MAX_TEXT_LENGTH);
        return { id: id ?? '', kind: kindName ?? '', role: kind?.role ?? null, about };
      }),
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
