import addressCheck from '../../../flows/address-check.json';
import codConfirmation from '../../../flows/cod-confirmation.json';
import deliveryFailed from '../../../flows/delivery-failed.json';
import addressCheckEn from '../../../flows/en/address-check.json';
import codConfirmationEn from '../../../flows/en/cod-confirmation.json';
import deliveryFailedEn from '../../../flows/en/delivery-failed.json';
import optInEn from '../../../flows/en/opt-in.json';
import readyForPickupEn from '../../../flows/en/ready-for-pickup.json';
import reviewEn from '../../../flows/en/review.json';
import shippingNoticeEn from '../../../flows/en/shipping-notice.json';
import optIn from '../../../flows/opt-in.json';
import readyForPickup from '../../../flows/ready-for-pickup.json';
import review from '../../../flows/review.json';
import shippingNotice from '../../../flows/shipping-notice.json';
import { LANGUAGES, type Language } from '../../shared/text/language';
import { FlowDefinition } from './definition/definition';
import { definitionDigest } from './definition/definition-digest';

/** The ready flows by the language in which they write to customers. */
const READY_FLOWS = {
  'cod-confirmation': { it: codConfirmation, en: codConfirmationEn },
  'address-check': { it: addressCheck, en: addressCheckEn },
  'delivery-failed': { it: deliveryFailed, en: deliveryFailedEn },
  'shipping-notice': { it: shippingNotice, en: shippingNoticeEn },
  'ready-for-pickup': { it: readyForPickup, en: readyForPickupEn },
  review: { it: review, en: reviewEn },
  'opt-in': { it: optIn, en: optInEn },
};
export type ReadyFlowKey = keyof typeof READY_FLOWS;
export const READY_FLOW_KEYS = Object.keys(READY_FLOWS) as ReadyFlowKey[];

/** A ready-made definition that every account can save under its key. */
export type ReadyFlow = { key: ReadyFlowKey; language: Language; name: string; raw: object; digest: string };

let cache: ReadyFlow[] | null = null;

/** Returns the flows of the folder `flows`, each in its languages, cached in the isolate. */
export async function readyFlows(): Promise<ReadyFlow[]> {
  cache ??= await Promise.all(
    Object.entries(READY_FLOWS).flatMap(([key, texts]) =>
      LANGUAGES.map(async (language) => {
        const raw = texts[language];
        const digest = await definitionDigest(FlowDefinition.parse(raw));
        return { key: key as ReadyFlowKey, language, name: raw.name, raw, digest };
      }),
    ),
  );
  return cache;
}
