import type { ReadyFlowKey } from '../../../domain/flows/ready-flows';
import type { Language } from '../../../shared/text/language';

/** The names of the ready flows, as their definitions have them; here, so that a list of names does not load the definitions. */
export const READY_NAMES: Record<ReadyFlowKey, Record<Language, string>> = {
  'cod-confirmation': { it: 'Conferma ordini in contrassegno', en: 'Confirm orders paid on delivery' },
  'address-check': { it: 'Verifica dell’indirizzo', en: 'Address check' },
  'delivery-failed': { it: 'Consegna non riuscita: giacenza', en: 'Delivery failed: parcel held' },
  'shipping-notice': { it: 'Ordine spedito', en: 'Order shipped' },
  'ready-for-pickup': { it: 'Pronto per il ritiro', en: 'Ready for pick-up' },
  review: { it: 'Recensione dopo la consegna', en: 'Review after delivery' },
  'opt-in': { it: 'Consenso alle offerte', en: 'Consent to offers' },
};

const isReady = (key: string): key is ReadyFlowKey => Object.hasOwn(READY_NAMES, key);

/** Returns a flow's name in the language of the page, if it still has the name of a ready flow; else its own. */
export function flowNameIn(language: Language, { key, name }: { key: string; name: string }): string {
  if (!isReady(key)) return name;
  const names = READY_NAMES[key];
  return Object.values(names).includes(name) ? names[language] : name;
}

/** Returns the name of the flow with this key, or the key if it is not among the flows. */
export function nameOfFlow(language: Language, flows: { key: string; name: string }[], key: string): string {
  const flow = flows.find((each) => each.key === key);
  return flow ? flowNameIn(language, flow) : key;
}

/** Returns the name of a ready flow, or the key of another one in readable form. */
export const flowNameOfKey = (language: Language, key: string): string =>
  isReady(key) ? READY_NAMES[key][language] : key.replaceAll('-', ' ');
