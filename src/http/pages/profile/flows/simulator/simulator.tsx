import type { FlowSeen } from '../../../../../domain/flows/read-flow';
import type { simulateFlow } from '../../../../../domain/simulation/simulate-flow';
import type { Finding } from '../../../../../shared/failure';
import type { View } from '../../layout/view';
import { SimulationResult } from './simulation-result';
import { SimulatorForm } from './simulator-form';
import { simulatorTexts } from './texts';

export type Run = Awaited<ReturnType<typeof simulateFlow>>;

/** The form as it is filled in, what of it is wrong, and what came of it; `rows` are the rows of the run's replies. */
export type Simulated = { given: URLSearchParams; rows: number[]; findings: Finding[]; run: Run | null };

/** A form that runs the flow in virtual time, and what would happen. */
export function Simulator({ view, seen, simulated }: { view: View; seen: FlowSeen; simulated: Simulated }) {
  const t = simulatorTexts[view.language];
  const { given, rows, findings, run } = simulated;
  return (
    <section id="simulator" aria-labelledby="simulator-title">
      <h2 id="simulator-title">{t.title}</h2>
      <p>{t.intro}</p>
      {findings.length > 0 && (
        <p class="notice bad" role="alert">
          {t.refused}
        </p>
      )}
      {run && <SimulationResult view={view} definition={seen.definition} run={run} rows={rows} />}
      <SimulatorForm view={view} seen={seen} given={given} findings={findings} />
    </section>
  );
}
