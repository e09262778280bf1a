import { graphOf } from '../../../domain/flows/check/graph';
import { type ParsedStep, parseFlow } from '../../../domain/flows/check/parse-flow';
import type { FlowDetails } from '../../../domain/flows/read-flow';
import { findStepKind } from '../../../domain/flows/steps/step-kinds';
import type { View } from '../../view/view';
import { flowTexts } from '../flow-texts';
import type { FlowFacts } from '../words/flow-facts';
import { stepInWords } from '../words/step-words';
import { waysInWords } from '../words/way-words';

/** Where a step leads to, by its index, and by what; nothing where it just goes on to the next one. */
type Way = { to: number; labels: string[]; runs: number };

function Step({ view, facts, step, ways }: { view: View; facts: FlowFacts; step: ParsedStep; ways: Way[] }) {
  const t = flowTexts[view.language];
  const { title, about, buttons } = stepInWords(facts, step);
  return (
    <li id={`step-${step.index + 1}`} class={findStepKind(step.kind)?.role}>
      <p class="name">{title}</p>
      {about !== '' && (
        <p class="said" dir="auto">
          {about}
        </p>
      )}
      {buttons.length > 0 && (
        <ul class="flow-buttons">
          {buttons.map((button) => (
            <li dir="auto">{button}</li>
          ))}
        </ul>
      )}
      {ways.length > 0 && (
        <ul class="flow-ways">
          {ways.map(({ to, labels, runs }) => (
            <li>
              {labels.length > 0 && <bdi>{labels.join(', ')}</bdi>} <span aria-hidden="true">→</span>{' '}
              <a href={`#step-${to + 1}`}>{t.goesTo(to + 1)}</a>
              {runs > 0 && <span class="hint"> · {t.runs(runs)}</span>}
            </li>
          ))}
        </ul>
      )}
    </li>
  );
}

/** The steps of a version in words, with what leads from each to which other one, and how many orders went that way. */
export function StepsSection({ view, seen, facts }: { view: View; seen: FlowDetails; facts: FlowFacts }) {
  const t = flowTexts[view.language];
  const parsedFlow = parseFlow(facts.definition);
  const { steps } = parsedFlow;
  const { outgoing } = graphOf(parsedFlow);
  const runsFrom = (from: string | null, to: string | null): number =>
    seen.counted.edges.find((edge) => edge.from === from && edge.to === to)?.runs ?? 0;
  const waysOf = (step: ParsedStep): Way[] => {
    const ways = new Map<number, Way>();
    // What a step goes on to otherwise comes last.
    const edges = (outgoing[step.index] ?? []).toSorted((a, b) => Number(a.way === 'next') - Number(b.way === 'next'));
    for (const edge of edges) {
      const target = steps[edge.to];
      if (!target) continue;
      const way = ways.get(edge.to) ?? { to: edge.to, labels: [], runs: runsFrom(step.id, target.id) };
      way.labels.push(...waysInWords(facts, step, edge).filter((label) => label !== '' && !way.labels.includes(label)));
      ways.set(edge.to, way);
    }
    return [...ways.values()].filter(({ to, labels }) => labels.length > 0 || to !== step.index + 1);
  };
  return (
    <section id="steps" aria-labelledby="steps-title">
      <h2 id="steps-title">{t.steps}</h2>
      <p class="hint">
        {t.stepsHint} {t.counted(seen.counted.runs, seen.counted.more)}
      </p>
      <ol class="flow-steps">
        {steps.map((step) => (
          <Step view={view} facts={facts} step={step} ways={waysOf(step)} />
        ))}
      </ol>
    </section>
  );
}
