import addressCheck from '../../../flows/address-check.json';
import codConfirmation from '../../../flows/cod-confirmation.json';
import deliveryFailed from '../../../flows/delivery-failed.json';
import optIn from '../../../flows/opt-in.json';
import review from '../../../flows/review.json';
import shippingNotice from '../../../flows/shipping-notice.json';
import { FlowDefinition } from './definition/definition';
import { definitionDigest } from './definition/definition-digest';

const READY = {
  'cod-confirmation': codConfirmation,
  'address-check': addressCheck,
  'delivery-failed': deliveryFailed,
  'shipping-notice': shippingNotice,
  review,
  'opt-in': optIn,
};
export type ReadyKey = keyof typeof READY;
export const READY_KEYS = Object.keys(READY) as ReadyKey[];

/** A flow that every account can save as it is. */
export type ReadyFlow = { key: ReadyKey; name: string; raw: object; digest: string };

let known: ReadyFlow[] | null = null;

/** The flows of the folder `flows`; what an isolate has read once is read. */
export async function readyFlows(): Promise<ReadyFlow[]> {
  known ??= await Promise.all(
    Object.entries(READY).map(async ([key, raw]) => ({
      key: key as ReadyKey,
      name: raw.name,
      raw,
      digest: await definitionDigest(FlowDefinition.parse(raw)),
    })),
  );
  return known;
}
