import type { Store } from '../../../../../db/stores';
import { type Step, stepsOf } from '../checks/steps';

const READS = ['get_object_known', 'get_object_unknown', 'get_object_speed'] as const;
const WRITES = [
  'update_object_accepts',
  'update_object_duplicate',
  'update_object_out_of_order',
  'update_object_wrong_signature',
  'update_object_old_timestamp',
] as const;

/** The steps of the endpoints that a store has, as the last check saw them. */
export const serviceSteps = ({ getObject, updateObject, lastCheck }: Store): Step[] =>
  stepsOf([...(getObject ? READS : []), ...(updateObject ? WRITES : [])], lastCheck?.checks ?? []);
