import { svgSize } from '../../../domain/flows/diagram/svg';
import type { FlowDetails } from '../../../domain/flows/read-flow';
import { displayLabel } from '../../format/display-label';
import { labelTexts } from '../../format/label-texts';
import type { View } from '../../view/view';
import { flowTexts } from '../flow-texts';

/** The diagram of a version, with a list as its accessible alternative. */
export function DiagramSection({ view, seen: { flow, version, diagram: picture } }: { view: View; seen: FlowDetails }) {
  const t = flowTexts[view.language];
  const { nodes, edges, counted } = picture;
  const source = `/account/profile/flows/${flow.key}/diagram.svg?version=${version}`;
  return (
    <section aria-labelledby="diagram-title">
      <h2 id="diagram-title">{t.diagram}</h2>
      <div class="scroll diagram" role="region" aria-label={`${t.diagram}: ${picture.name}`} tabindex={0}>
        <img src={source} alt={t.diagramAlt(picture.name)} {...svgSize(picture)} />
      </div>
      <p>
        <a href={source}>{t.open}</a>
      </p>
      <details>
        <summary>{t.asList}</summary>
        <p>{counted}</p>
        <ol>
          {nodes.map(({ id, kind, about }, i) => (
            <li>
              <bdi class="name">{id}</bdi> · {displayLabel(labelTexts[view.language].step, kind)}
              {about !== '' && (
                <>
                  : <bdi>{about}</bdi>
                </>
              )}
              <ul>
                {edges
                  .filter(({ from }) => from === i)
                  .map(({ to, label, runs }) => (
                    <li>
                      {t.to} <bdi class="name">{nodes[to]?.id}</bdi>
                      {label !== '' && (
                        <>
                          : <bdi>{label}</bdi>
                        </>
                      )}
                      {runs !== null && ` (${t.runs(runs)})`}
                    </li>
                  ))}
              </ul>
            </li>
          ))}
        </ol>
      </details>
    </section>
  );
}
