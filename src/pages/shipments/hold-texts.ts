const en = {
  title: 'What to do',
  person: 'The flow is waiting for you: choose what happens with the parcel.',
  decide: 'Decide',
  requested: 'The release has been requested: the carrier’s next scan will confirm it.',
  asked: 'The customer has been asked what to do; we are waiting for the reply.',
  running: 'The flow is dealing with the parcel.',
  story: 'See what has happened',
  nobody: 'No flow is dealing with this parcel: ask the carrier to release it before the deadline.',
  toFlow: 'Let a flow ask your customers about the next held parcels',
};
const it: typeof en = {
  title: 'Che cosa fare',
  person: 'Il flusso aspetta te: scegli che cosa fare del pacco.',
  decide: 'Decidi',
  requested: 'Lo svincolo è stato richiesto: lo confermerà la prossima scansione del corriere.',
  asked: 'Abbiamo chiesto al cliente che cosa fare e aspettiamo la risposta.',
  running: 'Il flusso si sta occupando del pacco.',
  story: 'Vedi che cosa è successo',
  nobody: 'Nessun flusso si occupa di questo pacco: chiedi lo svincolo al corriere prima della scadenza.',
  toFlow: 'Fai chiedere a un flusso che cosa fare delle prossime giacenze',
};
export const holdTexts = { en, it };
