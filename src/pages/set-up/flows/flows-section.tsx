import type { SetUpRows } from '../../../db/pages/set-up';
import { READY_FLOW_KEYS, type ReadyFlow } from '../../../domain/flows/ready-flows';
import type { FormErrors } from '../../forms/form-errors';
import type { View } from '../../view/view';
import { MAX_LISTED } from '../max-listed';
import { setUpTexts } from '../set-up-texts';
import { flowsSectionTexts } from './flows-section-texts';
import { FlowsTable } from './flows-table';
import { ReadyFlowCard } from './ready-flow-card';

/** `#flows`: the account's flows, and the ready flows. */
export function FlowsSection({
  view,
  flows,
  ready,
  formErrors,
}: {
  view: View;
  flows: SetUpRows['flows'];
  ready: ReadyFlow[];
  formErrors: FormErrors | null;
}) {
  const t = flowsSectionTexts[view.language];
  return (
    <section id="flows" aria-labelledby="flows-title">
      <h2 id="flows-title">{t.title}</h2>
      <p>{t.intro}</p>
      {flows.length === 0 ? <p>{t.none}</p> : <FlowsTable view={view} flows={flows.slice(0, MAX_LISTED)} />}
      {flows.length > MAX_LISTED && <p class="hint">{setUpTexts[view.language].more}</p>}
      <h3>{t.ready}</h3>
      <p>{t.readyHint}</p>
      <div class="ready">
        {READY_FLOW_KEYS.map((readyKey) => (
          <ReadyFlowCard
            view={view}
            ready={ready.filter(({ key }) => key === readyKey)}
            savedFlow={flows.find(({ key }) => key === readyKey)}
            formErrors={formErrors}
          />
        ))}
      </div>
    </section>
  );
}
