import type { FlowPreview } from '../../../domain/simulation/preview-flow';
import { isJsonObject } from '../../../shared/json/json';
import { listOrEmpty, objectOrEmpty, textOrEmpty } from '../../../shared/json/read-json';
import { ErrorReason } from '../../components/error-reason';
import { displayLabel } from '../../format/display-label';
import { labelTexts } from '../../format/label-texts';
import { Time } from '../../format/time';
import { outcomeTexts } from '../../requests/outcome-texts';
import type { View } from '../../view/view';
import { flowPath } from '../flow-layout';
import type { FlowFacts } from '../words/flow-facts';
import { flowNameOfKey } from '../words/flow-name';
import { SimulatedCharges } from './simulated-charges';
import { SimulatedUpdates } from './simulated-updates';
import { simulatorTexts } from './simulator-texts';

const kindOfStep = ({ definition }: FlowFacts, id: string): string =>
  textOrEmpty(objectOrEmpty(listOrEmpty(definition.steps).find((step) => isJsonObject(step) && step.id === id)).do);

/** How far a simulated run has come: its state, what it does in the store, and its cost. */
export function SimulationResult({ view, preview, facts }: { view: View; preview: FlowPreview; facts: FlowFacts }) {
  const t = simulatorTexts[view.language];
  const { status, outcome, error, note, pushes, started, charges, unusedReplies, pausedAt } = preview.transcript;
  const classes = { completed: 'notice good', failed: 'notice bad', waiting: 'notice' };
  return (
    <>
      <p id="result" role="status" class={classes[status]}>
        {pausedAt === null ? t.status[status] : t.waits}
        {outcome !== null && (
          <>
            {' '}
            {t.outcome}: <bdi>{displayLabel(outcomeTexts[view.language], outcome)}</bdi>
          </>
        )}
      </p>
      {error && (
        <p>
          {t.error}: {displayLabel(labelTexts[view.language].step, kindOfStep(facts, error.step))},{' '}
          <ErrorReason view={view} code={error.code} detail={error.detail} />
        </p>
      )}
      {note !== null && note !== '' && (
        <p>
          {t.note}: <bdi>{note}</bdi>
        </p>
      )}
      {unusedReplies.length > 0 && <p class="notice warn">{t.unused}</p>}
      <h3>{t.result}</h3>
      <SimulatedUpdates view={view} facts={facts} pushes={pushes} />
      {started.length > 0 && (
        <>
          <h3>{t.started}</h3>
          <ul>
            {started.map(({ flow, at }) => (
              <li>
                <a href={flowPath(flow)}>{flowNameOfKey(view.language, flow)}</a> <Time view={view} ms={at} />
              </li>
            ))}
          </ul>
        </>
      )}
      <h3>{t.cost}</h3>
      <SimulatedCharges view={view} charges={charges} />
    </>
  );
}
