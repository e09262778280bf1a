import type { Flow } from '../../../db/flows/flows';
import type { View } from '../../view/view';
import { flowPath } from '../flow-layout';
import { FlowStatePill } from '../flow-state';
import { flowNameIn } from '../words/flow-name';
import { galleryTexts } from './gallery-texts';

export type ListedFlow = { flow: Flow; event: string; condition: string };

/** The account's flows, each with what starts it and its state. */
export const FlowList = ({ view, flows }: { view: View; flows: ListedFlow[] }) => (
  <ul class="rows">
    {flows.map(({ flow, event, condition }) => (
      <li class="row-card">
        <p class="main">
          <a href={flowPath(flow.key)}>
            <bdi>{flowNameIn(view.language, flow)}</bdi>
          </a>
        </p>
        <p class="hint">{galleryTexts[view.language].startsWhen(event, condition)}</p>
        <p class="end">
          <FlowStatePill language={view.language} flow={flow} />
        </p>
      </li>
    ))}
  </ul>
);
