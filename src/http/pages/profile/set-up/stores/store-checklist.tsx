import type { Refused } from '../../layout/refused';
import type { View } from '../../layout/view';
import { Checklist } from '../checks/checklist';
import { CheckFields } from '../service/check-fields';
import { serviceSteps } from '../service/service-steps';
import { shopifySteps } from '../shopify/shopify-steps';
import type { PageStore } from './page-store';

export type StoreProps = {
  view: View;
  store: PageStore;
  refused: Refused | null;
  now: number;
};

/** What is seen to work of a store. */
export function StoreChecklist({ view, store, refused, now }: StoreProps) {
  const { row, address } = store;
  const isShop = row.kind === 'shopify';
  return (
    <Checklist
      view={view}
      id={`checklist-${row.idStore}`}
      path={`/account/profile/stores/${row.idStore}`}
      name={row.name}
      steps={isShop ? shopifySteps(row, { hasAddress: typeof address !== 'string', now }) : serviceSteps(row)}
      last={row.lastCheck}
      isLive={isShop}
    >
      {isShop ? null : <CheckFields view={view} idStore={row.idStore} refused={refused} />}
    </Checklist>
  );
}
