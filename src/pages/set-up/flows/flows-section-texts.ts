import type { ReadyFlowKey } from '../../../domain/flows/ready-flows';

type Sentences = Record<ReadyFlowKey, string>;

const readyEn: Sentences = {
  'cod-confirmation':
    'Asks customers who pay cash on delivery to confirm the order, reminds them once, and tells your store whether to ship it. Shopify holds the order until then.',
  'address-check': 'Shows the customer the address of a new order, and corrects it in your store if it is wrong.',
  'delivery-failed':
    'Asks what to do with a parcel that the courier holds: new delivery, another address, pick-up or back to you.',
  'shipping-notice': 'Tells the customer that the order has shipped, with the tracking link.',
  'ready-for-pickup': 'Tells the customer that the parcel can be collected, and reminds them once.',
  review: 'Asks for feedback three days after delivery; happy customers get the link to leave a review.',
  'opt-in': 'Asks customers who have paid whether they want offers on WhatsApp, and saves the answer in your store.',
};
const readyIt: Sentences = {
  'cod-confirmation':
    'Chiede a chi paga in contrassegno di confermare l’ordine, sollecita una volta e dice al negozio se spedire. Fino ad allora Shopify trattiene l’ordine.',
  'address-check': 'Mostra al cliente l’indirizzo di un nuovo ordine e, se è sbagliato, lo corregge nel negozio.',
  'delivery-failed':
    'Chiede che cosa fare di un pacco in giacenza: nuova consegna, altro indirizzo, ritiro o ritorno al mittente.',
  'shipping-notice': 'Avvisa il cliente che l’ordine è stato spedito, con il link per seguirlo.',
  'ready-for-pickup': 'Avvisa il cliente che il pacco è pronto per il ritiro, e glielo ricorda una volta.',
  review: 'Chiede com’è andata tre giorni dopo la consegna; chi è contento riceve il link per una recensione.',
  'opt-in': 'Chiede a chi ha pagato se vuole ricevere offerte su WhatsApp, e salva la risposta nel negozio.',
};

const en = {
  title: 'Flows',
  intro: 'A flow sends messages to a customer and acts on the replies. Open one to see it and try it.',
  none: 'There are no flows yet: add a ready-made one below.',
  yours: 'Your flows',
  name: 'Name',
  ready: 'Add a ready-made flow',
  readyHint:
    'Their texts are in Italian or English. Each flow needs its templates on your WhatsApp number; anything missing is shown here.',
  add: { it: 'Add in Italian', en: 'Add in English' },
  replace: { it: 'Replace with the ready-made one in Italian', en: 'Replace with the ready-made one in English' },
  replaceHint: 'Your flow is different. The ready-made one becomes a new version; yours stays in the list of versions.',
  same: 'Already added, unchanged.',
  notAdded: 'Not saved. Fix this first:',
  sentence: readyEn,
};
const it: typeof en = {
  title: 'Flussi',
  intro: 'Un flusso invia messaggi a un cliente e agisce in base alle risposte. Aprine uno per vederlo e provarlo.',
  none: 'Non c’è ancora nessun flusso: aggiungine uno pronto qui sotto.',
  yours: 'I tuoi flussi',
  name: 'Nome',
  ready: 'Aggiungi un flusso pronto',
  readyHint:
    'I testi sono in italiano o in inglese. Ogni flusso richiede i suoi modelli sul tuo numero WhatsApp; qui vedi ciò che manca.',
  add: { it: 'Aggiungi', en: 'Aggiungi in inglese' },
  replace: { it: 'Sostituisci con quello pronto', en: 'Sostituisci con quello pronto in inglese' },
  replaceHint:
    'Il tuo flusso è diverso. Quello pronto diventa una nuova versione; il tuo resta nell’elenco delle versioni.',
  same: 'Già aggiunto, senza modifiche.',
  notAdded: 'Non salvato. Correggi prima questo:',
  sentence: readyIt,
};
export const flowsSectionTexts = { en, it };
