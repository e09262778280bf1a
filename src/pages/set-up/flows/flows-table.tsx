import type { SetUpRows } from '../../../db/pages/set-up';
import { ScrollTable } from '../../components/scroll-table';
import { flowNameIn } from '../../flows/flow-name';
import { flowTexts } from '../../flows/flow-texts';
import { triggerTexts } from '../../flows/trigger-texts';
import type { View } from '../../view/view';
import { flowsSectionTexts } from './flows-section-texts';

/** The account's flows, with links to their pages. */
export function FlowsTable({ view, flows }: { view: View; flows: SetUpRows['flows'] }) {
  const t = flowsSectionTexts[view.language];
  const flow = flowTexts[view.language];
  return (
    <ScrollTable
      label={t.yours}
      caption={<caption>{t.yours}</caption>}
      columns={[t.name, flow.trigger, flow.version, flow.state]}
    >
      {flows.map(({ key, name, triggerOn, version, active }) => (
        <tr>
          <th scope="row">
            <a href={`/account/profile/flows/${key}`}>
              <bdi>{flowNameIn(view.language, { key, name })}</bdi>
            </a>
          </th>
          <td>{triggerTexts[view.language][triggerOn] ?? triggerOn}</td>
          <td>{version}</td>
          <td>
            <span class={active ? 'state done' : 'state warning'}>{active ? flow.active : flow.inactive}</span>
          </td>
        </tr>
      ))}
    </ScrollTable>
  );
}
