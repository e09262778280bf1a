import type { Transcript } from '../../../domain/simulation/simulation-types';
import { displayLabel } from '../../format/display-label';
import { labelTexts } from '../../format/label-texts';
import { Time } from '../../format/time';
import type { View } from '../../view/view';
import { simulatorTexts } from './simulator-texts';

const MAX_PUSHES = 100;

/** The pushes of the simulated run, and whether the store accepts them. */
export function SimulatedPushes({ view, pushes }: { view: View; pushes: Transcript['pushes'] }) {
  const t = simulatorTexts[view.language];
  if (pushes.length === 0) return <p>{t.noPushes}</p>;
  return (
    <>
      <div class="scroll" role="region" aria-label={t.pushes} tabindex={0}>
        <table>
          <caption class="visually-hidden">{t.pushes}</caption>
          <thead>
            <tr>
              <th scope="col">{t.step}</th>
              <th scope="col">{t.when}</th>
              <th scope="col">{t.object}</th>
              <th scope="col">{t.variables}</th>
              <th scope="col">{t.state}</th>
            </tr>
          </thead>
          <tbody>
            {pushes.slice(0, MAX_PUSHES).map(({ step, at, object, variables, state }) => (
              <tr>
                <th scope="row">
                  <bdi>{step}</bdi>
                </th>
                <td>
                  <Time view={view} ms={at} />
                </td>
                <td>
                  <bdi>
                    {object.type} {object.id}
                  </bdi>
                </td>
                <td>
                  <code dir="auto">{JSON.stringify(variables)}</code>
                </td>
                <td>{displayLabel(labelTexts[view.language].pushState, state)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {pushes.length > MAX_PUSHES && <p class="hint">{t.more100(pushes.length - MAX_PUSHES)}</p>}
    </>
  );
}
