import type { Store } from '../../../db/stores/stores';
import { type ChecklistStep, checklistSteps } from '../checklists/checklist-steps';

const GET_OBJECT_CHECKS = ['get_object_known', 'get_object_unknown', 'get_object_speed'] as const;
const UPDATE_OBJECT_CHECKS = [
  'update_object_accepts',
  'update_object_duplicate',
  'update_object_out_of_order',
  'update_object_wrong_signature',
  'update_object_old_timestamp',
] as const;
/** Checked only where a carrier's status is unknown. */
const PARCEL_CHECKS = ['shipment_statuses'] as const;

/** Builds the checklist of the configured endpoints from the last check. */
export const customStoreSteps = ({ getObject, updateObject, lastCheck }: Store): ChecklistStep[] =>
  checklistSteps(
    [
      ...(getObject ? GET_OBJECT_CHECKS : []),
      ...(updateObject ? UPDATE_OBJECT_CHECKS : []),
      ...(lastCheck?.checks.some(({ name }) => name === PARCEL_CHECKS[0]) ? PARCEL_CHECKS : []),
    ],
    lastCheck?.checks ?? [],
  );
