import type { SetUpRows } from '../../../db/set-up';
import { triggerTexts } from '../../flows/trigger-texts';
import type { View } from '../../view/view';
import { flowsSectionTexts } from './flows-section-texts';

/** The account's flows, with links to their pages. */
export function FlowsTable({ view, flows }: { view: View; flows: SetUpRows['flows'] }) {
  const t = flowsSectionTexts[view.language];
  return (
    <div class="scroll" role="region" aria-label={t.yours} tabindex={0}>
      <table>
        <caption>{t.yours}</caption>
        <thead>
          <tr>
            <th scope="col">{t.name}</th>
            <th scope="col">{t.key}</th>
            <th scope="col">{t.trigger}</th>
            <th scope="col">{t.version}</th>
            <th scope="col">{t.state}</th>
          </tr>
        </thead>
        <tbody>
          {flows.map(({ key, name, triggerOn, version, active }) => (
            <tr>
              <th scope="row">
                <a href={`/account/profile/flows/${key}`}>
                  <bdi>{name}</bdi>
                </a>
              </th>
              <td>
                <code>{key}</code>
              </td>
              <td>{triggerTexts[view.language][triggerOn] ?? triggerOn}</td>
              <td>{version}</td>
              <td class={active ? 'state done' : 'state warning'}>{active ? t.active : t.inactive}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
