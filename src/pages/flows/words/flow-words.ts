import { buildDiagram, type FlowDiagram, type RunCounts } from '../../../domain/flows/diagram/flow-diagram';
import { truncateLine } from '../../../domain/flows/step-kind/raw-members';
import type { JsonObject } from '../../../shared/json/json';
import { objectOrEmpty, textOrEmpty } from '../../../shared/json/read-json';
import { conditionInWords } from './condition-words';
import type { FlowFacts } from './flow-facts';
import { stepInWords } from './step-words';
import { triggerTexts } from './trigger-texts';
import { waysInWords } from './way-words';
import { wordsTexts } from './words-texts';

const MAX_ABOUT = 28;
const MAX_LABEL = 30;

/** Returns what starts a flow, and the condition for it, in words. */
export function triggerInWords(facts: FlowFacts): { event: string; condition: string } {
  const { on, when } = objectOrEmpty(facts.definition.trigger);
  const texts = triggerTexts[facts.language];
  return { event: texts[textOrEmpty(on)] ?? texts.api ?? '', condition: conditionInWords(facts, textOrEmpty(when)) };
}

/** Builds the diagram of a flow in words that fit its picture, without ids and code. */
export function diagramInWords(definition: JsonObject, counted: RunCounts, facts: FlowFacts): FlowDiagram {
  // Zeros on every line say nothing.
  const diagram = buildDiagram(definition, counted.runs === 0 ? null : counted, facts.language, {
    trigger() {
      const { event, condition } = triggerInWords(facts);
      const about = condition === '' ? event : `${event}, ${condition}`;
      return { id: wordsTexts[facts.language].start, kind: '', about: truncateLine(about, MAX_ABOUT) };
    },
    step(step) {
      const { title, about } = stepInWords(facts, step);
      return { id: title, kind: '', about: truncateLine(about, MAX_ABOUT) };
    },
    edge: (step, edge) => waysInWords(facts, step, edge),
  });
  return { ...diagram, edges: diagram.edges.map((edge) => ({ ...edge, label: truncateLine(edge.label, MAX_LABEL) })) };
}
