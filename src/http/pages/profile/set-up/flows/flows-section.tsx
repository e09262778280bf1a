import type { SetUpRows } from '../../../../../db/set-up';
import type { ReadyFlow } from '../../../../../domain/flows/ready-flows';
import type { Refused } from '../../layout/refused';
import type { View } from '../../layout/view';
import { MOST_SHOWN } from '../most-shown';
import { setUpTexts } from '../texts';
import { FlowsTable } from './flows-table';
import { ReadyFlowCard } from './ready-flow-card';
import { flowsTexts } from './texts';

/** `#flows`: the account's flows, and those that are ready to be added. */
export function FlowsSection({
  view,
  flows,
  ready,
  refused,
}: {
  view: View;
  flows: SetUpRows['flows'];
  ready: ReadyFlow[];
  refused: Refused | null;
}) {
  const t = flowsTexts[view.language];
  return (
    <section id="flows" aria-labelledby="flows-title">
      <h2 id="flows-title">{t.title}</h2>
      <p>{t.intro}</p>
      {flows.length === 0 ? <p>{t.none}</p> : <FlowsTable view={view} flows={flows.slice(0, MOST_SHOWN)} />}
      {flows.length > MOST_SHOWN && <p class="hint">{setUpTexts[view.language].more}</p>}
      <h3>{t.ready}</h3>
      <p>{t.readyHint}</p>
      <div class="ready">
        {ready.map((each) => (
          <ReadyFlowCard view={view} ready={each} own={flows.find(({ key }) => key === each.key)} refused={refused} />
        ))}
      </div>
    </section>
  );
}
