import type { ReadyFlowKey } from '../../../domain/flows/ready-flows';

type Sentences = Record<ReadyFlowKey, string>;

const readyEn: Sentences = {
  'cod-confirmation':
    'Asks customers who pay cash on delivery to confirm the order, reminds them once, and tells your store whether to ship it. Shopify holds the order until then.',
  'address-check': 'Shows the customer the address of a new order, and corrects it in your store if it is wrong.',
  'delivery-failed':
    'Asks what to do with a parcel that the carrier holds: new delivery, another address, pickup or back to you.',
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
  intro: 'A flow sends messages to a customer and acts on the replies.',
  yours: 'Your flows',
  none: 'There are no flows yet: add a ready-made one below.',
  more: 'Only the latest 50 are shown here; the API lists the rest.',
  startsWhen: (event: string, condition: string) =>
    condition === '' ? `Starts when ${event}` : `Starts when ${event}: ${condition}`,
  ready: 'Ready-made flows',
  readyHint: 'A flow is added as a draft: you look at its settings, try it and then switch it on.',
  preview: 'What the customer reads',
  add: 'Add',
  addIn: { it: 'Add with Italian texts', en: 'Add with English texts' },
  open: 'Open',
  same: 'Already added.',
  different: 'Yours is different from the ready-made one.',
  compare: 'Compare and replace',
  notAdded: 'Not saved. Fix this first:',
  replaceTitle: (name: string) => `Replace “${name}”?`,
  replaceHint:
    'This is what changes. The values of your settings stay, and your version stays in the history, so you can go back.',
  replaceActive: 'The flow stays switched on: the next orders get the ready-made version.',
  replaceSame: 'Your flow is the same as the ready-made one.',
  replace: 'Replace with the ready-made flow',
  otherLanguage: { it: 'Compare with the Italian texts', en: 'Compare with the English texts' },
  cancel: 'Cancel',
  sentence: readyEn,
};
const it: typeof en = {
  intro: 'Un flusso invia messaggi a un cliente e agisce in base alle risposte.',
  yours: 'I tuoi flussi',
  none: 'Non c’è ancora nessun flusso: aggiungine uno pronto qui sotto.',
  more: 'Qui sono mostrati solo gli ultimi 50; per gli altri usa l’API.',
  startsWhen: (event, condition) =>
    condition === '' ? `Parte quando ${event}` : `Parte quando ${event}: ${condition}`,
  ready: 'Flussi pronti',
  readyHint: 'Un flusso si aggiunge come bozza: guardi le impostazioni, lo provi e poi lo attivi.',
  preview: 'Che cosa legge il cliente',
  add: 'Aggiungi',
  addIn: { it: 'Aggiungi con i testi in italiano', en: 'Aggiungi con i testi in inglese' },
  open: 'Apri',
  same: 'Già aggiunto.',
  different: 'Il tuo è diverso da quello pronto.',
  compare: 'Confronta e sostituisci',
  notAdded: 'Non salvato. Correggi prima questo:',
  replaceTitle: (name) => `Sostituire «${name}»?`,
  replaceHint:
    'Ecco che cosa cambia. I valori delle tue impostazioni restano, e la tua versione resta nella cronologia: puoi tornare indietro.',
  replaceActive: 'Il flusso resta attivo: i prossimi ordini useranno la versione pronta.',
  replaceSame: 'Il tuo flusso è uguale a quello pronto.',
  replace: 'Sostituisci con il flusso pronto',
  otherLanguage: { it: 'Confronta con i testi in italiano', en: 'Confronta con i testi in inglese' },
  cancel: 'Annulla',
  sentence: readyIt,
};
export const galleryTexts = { en, it };
