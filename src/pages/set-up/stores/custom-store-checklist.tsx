import { Checklist } from '../checklists/checklist';
import { CustomStoreCheckFields } from './custom-store-check-fields';
import { customStoreSteps } from './custom-store-steps';
import type { StoreCardProps } from './store-card-props';

/** The checks of a merchant's own system. */
export const CustomStoreChecklist = ({ view, store: { row }, formErrors }: StoreCardProps) => (
  <Checklist
    view={view}
    id={`checklist-${row.storeId}`}
    path={`/account/profile/stores/${row.storeId}`}
    name={row.name}
    steps={customStoreSteps(row)}
    lastCheck={row.lastCheck}
  >
    <CustomStoreCheckFields view={view} storeId={row.storeId} formErrors={formErrors} />
  </Checklist>
);
