import type { FormErrors } from '../../forms/form-errors';
import type { View } from '../../view/view';
import { Checklist } from '../checklists/checklist';
import { CustomStoreCheckFields } from './custom-store-check-fields';
import { customStoreSteps } from './custom-store-steps';
import { shopifySteps } from './shopify-steps';
import type { StoreView } from './store-view';

export type StoreCardProps = {
  view: View;
  store: StoreView;
  formErrors: FormErrors | null;
  now: number;
};

/** The checklist of a store. */
export function StoreChecklist({ view, store, formErrors, now }: StoreCardProps) {
  const { row, address } = store;
  const isShop = row.kind === 'shopify';
  return (
    <Checklist
      view={view}
      id={`checklist-${row.storeId}`}
      path={`/account/profile/stores/${row.storeId}`}
      name={row.name}
      steps={isShop ? shopifySteps(row, { hasAddress: typeof address !== 'string', now }) : customStoreSteps(row)}
      lastCheck={row.lastCheck}
      isLive={isShop}
    >
      {isShop ? null : <CustomStoreCheckFields view={view} storeId={row.storeId} formErrors={formErrors} />}
    </Checklist>
  );
}
