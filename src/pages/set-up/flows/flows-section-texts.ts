import type { ReadyFlowKey } from '../../../domain/flows/ready-flows';

type Sentences = Record<ReadyFlowKey, string>;

const readyEn: Sentences = {
  'cod-confirmation':
    'Asks customers who pay cash on delivery to confirm the order, reminds them once, and tells your shop whether to send it.',
  'address-check': 'Shows the customer the address of a new order, and takes the right one where it is wrong.',
  'delivery-failed': 'Asks what to do with a parcel that could not be delivered: again, another address, or pick-up.',
  'shipping-notice': 'Tells the customer that the order is on its way, with the link to follow it.',
  review: 'Asks three days after the delivery how it was; customers who are happy get the link for a review.',
  'opt-in': 'Asks customers who have paid whether they want offers by WhatsApp, and notes the answer in your shop.',
};
const readyIt: Sentences = {
  'cod-confirmation':
    'Chiede a chi paga in contrassegno di confermare l’ordine, sollecita una volta e dice al negozio se spedire.',
  'address-check': 'Mostra al cliente l’indirizzo di un nuovo ordine, e prende quello giusto se è sbagliato.',
  'delivery-failed':
    'Chiede che cosa fare di un pacco non consegnato: nuova consegna, altro indirizzo o ritiro di persona.',
  'shipping-notice': 'Avvisa il cliente che l’ordine è partito, con il link per seguirlo.',
  review: 'Chiede com’è andata tre giorni dopo la consegna; chi è contento riceve il link per una recensione.',
  'opt-in': 'Chiede a chi ha pagato se vuole ricevere offerte su WhatsApp, e annota la risposta nel negozio.',
};

const en = {
  title: 'Flows',
  intro:
    'A flow is what is written to a customer, and what happens depending on the answer. Open one to see it and to try it.',
  none: 'There is no flow yet: add a ready one below.',
  yours: 'Your flows',
  name: 'Name',
  key: 'Key',
  trigger: 'Starts when',
  version: 'Version',
  state: 'State',
  active: 'active',
  inactive: 'not active',
  ready: 'Add a ready flow',
  readyHint:
    'Their texts are in Italian. Each flow needs its templates at your WhatsApp number; what is missing is shown here.',
  add: 'Add',
  replace: 'Put the ready one in its place',
  replaceHint: 'Yours differs from it. It becomes a new version, and yours stays in the list of versions.',
  same: 'It is already there, unchanged.',
  notAdded: 'This was not saved. First mend this:',
  sentence: readyEn,
};
const it: typeof en = {
  title: 'Flussi',
  intro:
    'Un flusso è ciò che viene scritto a un cliente, e ciò che succede a seconda della risposta. Apri un flusso per vederlo e provarlo.',
  none: 'Non c’è ancora nessun flusso: aggiungine uno pronto qui sotto.',
  yours: 'I tuoi flussi',
  name: 'Nome',
  key: 'Chiave',
  trigger: 'Parte quando',
  version: 'Versione',
  state: 'Stato',
  active: 'attivo',
  inactive: 'non attivo',
  ready: 'Aggiungi un flusso pronto',
  readyHint:
    'I testi sono in italiano. Ogni flusso ha bisogno dei suoi modelli sul tuo numero WhatsApp; ciò che manca viene mostrato qui.',
  add: 'Aggiungi',
  replace: 'Sostituisci con quello pronto',
  replaceHint: 'Il tuo è diverso. Quello pronto diventa una nuova versione, e il tuo resta nell’elenco delle versioni.',
  same: 'C’è già, senza modifiche.',
  notAdded: 'Non è stato salvato. Prima correggi questo:',
  sentence: readyIt,
};
export const flowsSectionTexts = { en, it };
