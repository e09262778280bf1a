import addressCheck from '../../../flows/address-check.json';
import codConfirmation from '../../../flows/cod-confirmation.json';
import deliveryFailed from '../../../flows/delivery-failed.json';
import optIn from '../../../flows/opt-in.json';
import review from '../../../flows/review.json';
import shippingNotice from '../../../flows/shipping-notice.json';
import { FlowDefinition } from './definition/definition';
import { definitionDigest } from './definition/definition-digest';

const READY_FLOWS = {
  'cod-confirmation': codConfirmation,
  'address-check': addressCheck,
  'delivery-failed': deliveryFailed,
  'shipping-notice': shippingNotice,
  review,
  'opt-in': optIn,
};
export type ReadyFlowKey = keyof typeof READY_FLOWS;
export const READY_FLOW_KEYS = Object.keys(READY_FLOWS) as ReadyFlowKey[];

/** A ready-made flow that every account can save. */
export type ReadyFlow = { key: ReadyFlowKey; name: string; raw: object; digest: string };

let cache: ReadyFlow[] | null = null;

/** Returns the flows of the folder `flows`, cached in the isolate. */
export async function readyFlows(): Promise<ReadyFlow[]> {
  cache ??= await Promise.all(
    Object.entries(READY_FLOWS).map(async ([key, raw]) => ({
      key: key as ReadyFlowKey,
      name: raw.name,
      raw,
      digest: await definitionDigest(FlowDefinition.parse(raw)),
    })),
  );
  return cache;
}
