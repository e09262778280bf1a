import type { Transcript } from '../../../domain/flows/engine/transcript';
import { Time } from '../../format/time';
import type { View } from '../../view/view';
import type { FlowFacts } from '../words/flow-facts';
import { updateInWords } from '../words/step-words';
import { simulatorTexts } from './simulator-texts';

const MAX_PUSHES = 100;

/** What a simulated run changes in the store, in words. */
export function SimulatedUpdates({
  view,
  facts,
  pushes,
}: {
  view: View;
  facts: FlowFacts;
  pushes: Transcript['pushes'];
}) {
  const t = simulatorTexts[view.language];
  if (pushes.length === 0) return <p>{t.noPushes}</p>;
  return (
    <>
      <ul>
        {pushes.slice(0, MAX_PUSHES).map(({ at, variables }) => (
          <li>
            <Time view={view} ms={at} /> <bdi>{updateInWords(facts, variables)}</bdi>
          </li>
        ))}
      </ul>
      {pushes.length > MAX_PUSHES && <p class="hint">{t.more100(pushes.length - MAX_PUSHES)}</p>}
    </>
  );
}
