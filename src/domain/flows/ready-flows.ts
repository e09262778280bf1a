import addressCheck from '../../../flows/address-check.json';
import codConfirmation from '../../../flows/cod-confirmation.json';
import deliveryFailed from '../../../flows/delivery-failed.json';
import addressCheckEn from '../../../flows/en/address-check.json';
import codConfirmationEn from '../../../flows/en/cod-confirmation.json';
import optInEn from '../../../flows/en/opt-in.json';
import shippingNoticeEn from '../../../flows/en/shipping-notice.json';
import optIn from '../../../flows/opt-in.json';
import review from '../../../flows/review.json';
import shippingNotice from '../../../flows/shipping-notice.json';
import type { Language } from '../../shared/language';
import { FlowDefinition } from './definition/definition';
import { definitionDigest } from './definition/definition-digest';

/** The ready flows by the language in which they write to customers. */
const READY_FLOWS = {
  'cod-confirmation': { it: codConfirmation, en: codConfirmationEn },
  'address-check': { it: addressCheck, en: addressCheckEn },
  'delivery-failed': { it: deliveryFailed, en: null },
  'shipping-notice': { it: shippingNotice, en: shippingNoticeEn },
  review: { it: review, en: null },
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
      Object.entries(texts).flatMap(([language, raw]) =>
        raw === null
          ? []
          : [
              definitionDigest(FlowDefinition.parse(raw)).then((digest) => ({
                key: key as ReadyFlowKey,
                language: language as Language,
                name: raw.name,
                raw,
                digest,
              })),
            ],
      ),
    ),
  );
  return cache;
}
