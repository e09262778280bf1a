import type { FlowDetails } from '../../../domain/flows/read-flow';
import type { simulateFlow } from '../../../domain/simulation/simulate-flow';
import type { Issue } from '../../../shared/app-error';
import type { View } from '../../view/view';
import { SimulationResult } from './simulation-result';
import { SimulatorForm } from './simulator-form';
import { simulatorTexts } from './simulator-texts';

export type SimulationRun = Awaited<ReturnType<typeof simulateFlow>>;

/** The form as it is filled in, what of it is wrong, and what came of it; `rows` are the rows of the run's replies. */
export type SimulatorState = { values: URLSearchParams; rows: number[]; issues: Issue[]; run: SimulationRun | null };

/** A form that runs the flow in virtual time, and what would happen. */
export function SimulatorSection({ view, seen, state }: { view: View; seen: FlowDetails; state: SimulatorState }) {
  const t = simulatorTexts[view.language];
  const { values, rows, issues, run } = state;
  return (
    <section id="simulator" aria-labelledby="simulator-title">
      <h2 id="simulator-title">{t.title}</h2>
      <p>{t.intro}</p>
      {issues.length > 0 && (
        <p class="notice bad" role="alert">
          {t.formErrorTitle}
        </p>
      )}
      {run && <SimulationResult view={view} definition={seen.definition} run={run} rows={rows} />}
      <SimulatorForm view={view} seen={seen} values={values} issues={issues} />
    </section>
  );
}
