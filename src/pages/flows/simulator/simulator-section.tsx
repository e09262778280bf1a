import type { FlowDetails } from '../../../domain/flows/read-flow';
import type { Issue } from '../../../shared/errors/app-error';
import type { View } from '../../view/view';
import { SimulationResult, type SimulationRun } from './simulation-result';
import { SimulatorForm } from './simulator-form';
import { simulatorTexts } from './simulator-texts';

/** The submitted form, its issues and its result; `rows` are the reply rows of the run. */
export type SimulatorState = { values: URLSearchParams; rows: number[]; issues: Issue[]; run: SimulationRun | null };

/** Simulates the flow in virtual time: the form and the result. */
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
