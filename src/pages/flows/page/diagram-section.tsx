import { svgSize, svgStart } from '../../../domain/flows/diagram/svg';
import type { FlowDetails } from '../../../domain/flows/read-flow';
import type { View } from '../../view/view';
import { flowPath } from '../flow-layout';
import { flowTexts } from '../flow-texts';
import type { FlowFacts } from '../words/flow-facts';
import { flowNameIn } from '../words/flow-name';
import { diagramInWords } from '../words/flow-words';

/** The picture of a version; the list of its steps says the same. */
export function DiagramSection({ view, seen, facts }: { view: View; seen: FlowDetails; facts: FlowFacts }) {
  const t = flowTexts[view.language];
  const { flow, version } = seen;
  const name = flowNameIn(view.language, flow);
  const diagram = diagramInWords(seen.definition, seen.counted, facts);
  const source = `${flowPath(flow.key)}/diagram.svg?version=${version}`;
  return (
    <details id="diagram" class="card">
      <summary>{t.diagram}</summary>
      <div
        class="scroll diagram"
        role="region"
        aria-label={`${t.diagram}: ${name}`}
        tabindex={0}
        data-start={svgStart(diagram)}
      >
        <picture>
          <source media="(prefers-color-scheme: dark)" srcset={`${source}&look=dark`} />
          <img src={source} alt={t.diagramAlt(name)} loading="lazy" {...svgSize(diagram)} />
        </picture>
      </div>
      <p>
        <a href={source}>{t.open}</a>
      </p>
    </details>
  );
}
