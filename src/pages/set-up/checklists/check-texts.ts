/**
 * What each check of a merchant's own system has shown, by its API name, and what to do if it failed. `warning` is for a check that could
 * not tell.
 */
export type CheckTexts = { passed: string; failed: string; warning?: string; remedy: string };

const en = {
  get_object_known: {
    passed: 'getObject returns an order',
    failed: 'getObject does not return the order',
    remedy:
      'Respond 200 with the order as JSON to the parameters that the store is set up with. A response of 401 or 403 means that your system expects another header: compare the name and the value with those entered here.',
  },
  get_object_unknown: {
    passed: 'getObject returns 404 for an order that does not exist',
    failed: 'getObject does not return 404 for an order that does not exist',
    remedy:
      'Respond 404, not 200 with an empty or an error object. If it responds 401 or 403, your system expects a different header from the one entered here.',
  },
  get_object_speed: {
    passed: 'getObject is fast',
    failed: 'getObject is slow',
    remedy: 'Make it faster: it should respond in less than half of the timeout.',
  },
  shipment_statuses: {
    passed: 'The statuses of the parcels are known',
    failed: 'Some statuses of the parcels are unknown',
    remedy:
      'Your carrier sends statuses that change nothing here. Have whoever set up the store say what they mean: see “Details”.',
  },
  update_object_accepts: {
    passed: 'updateObject accepts a signed update',
    failed: 'updateObject does not accept a signed update',
    remedy: 'Check the signature with the store’s secret and respond 2xx.',
  },
  update_object_duplicate: {
    passed: 'A repeated update is accepted and applied only once',
    failed: 'A repeated update is refused, or applied twice',
    remedy: 'Store the webhook-id of each update you apply; respond 2xx to one you already have.',
  },
  update_object_out_of_order: {
    passed: 'An older update does not overwrite a newer one',
    failed: 'An older update overwrites a newer one',
    warning: 'We can’t tell whether an older update overwrites a newer one',
    remedy: 'Store the sequence of each object; respond 2xx to a lower one and change nothing.',
  },
  update_object_wrong_signature: {
    passed: 'A wrong signature is rejected',
    failed: 'A wrong signature is not rejected',
    remedy: 'Respond 401 to an update signed with another secret.',
  },
  update_object_old_timestamp: {
    passed: 'An update signed too long ago is rejected',
    failed: 'An update signed too long ago is not rejected',
    remedy: 'Respond 4xx if webhook-timestamp is more than 5 minutes away.',
  },
} satisfies Record<string, CheckTexts>;

const it: Record<keyof typeof en, CheckTexts> = {
  get_object_known: {
    passed: 'getObject restituisce un ordine',
    failed: 'getObject non restituisce l’ordine',
    remedy:
      'Rispondi 200 con l’ordine in JSON ai parametri con cui è configurato il negozio. Una risposta 401 o 403 vuol dire che il tuo sistema si aspetta un’altra intestazione: confronta nome e valore con quelli inseriti qui.',
  },
  get_object_unknown: {
    passed: 'getObject restituisce 404 per un ordine che non esiste',
    failed: 'getObject non restituisce 404 per un ordine che non esiste',
    remedy:
      'Rispondi 404, non 200 con un oggetto vuoto o di errore. Se risponde 401 o 403, il tuo sistema si aspetta un’intestazione diversa da quella inserita qui.',
  },
  get_object_speed: {
    passed: 'getObject è veloce',
    failed: 'getObject è lento',
    remedy: 'Rendilo più veloce: deve rispondere in meno di metà del tempo massimo.',
  },
  shipment_statuses: {
    passed: 'Gli stati dei pacchi sono noti',
    failed: 'Alcuni stati dei pacchi non sono noti',
    remedy:
      'Il corriere manda stati che qui non cambiano nulla. Chi ha configurato il negozio può indicare che cosa significano: vedi «Dettagli».',
  },
  update_object_accepts: {
    passed: 'updateObject accetta un aggiornamento firmato',
    failed: 'updateObject non accetta un aggiornamento firmato',
    remedy: 'Verifica la firma con il segreto del negozio e rispondi 2xx.',
  },
  update_object_duplicate: {
    passed: 'Un aggiornamento ripetuto è accettato e applicato una sola volta',
    failed: 'Un aggiornamento ripetuto è rifiutato o applicato due volte',
    remedy: 'Conserva il webhook-id di ogni aggiornamento applicato; a uno già ricevuto rispondi 2xx.',
  },
  update_object_out_of_order: {
    passed: 'Un aggiornamento più vecchio non ne sovrascrive uno più nuovo',
    failed: 'Un aggiornamento più vecchio ne sovrascrive uno più nuovo',
    warning: 'Non sappiamo se un aggiornamento più vecchio ne sovrascrive uno più nuovo',
    remedy: 'Conserva il valore sequence di ogni oggetto; a uno più basso rispondi 2xx senza cambiare nulla.',
  },
  update_object_wrong_signature: {
    passed: 'Una firma sbagliata è rifiutata',
    failed: 'Una firma sbagliata non è rifiutata',
    remedy: 'Rispondi 401 a un aggiornamento firmato con un altro segreto.',
  },
  update_object_old_timestamp: {
    passed: 'Un aggiornamento firmato da troppo tempo è rifiutato',
    failed: 'Un aggiornamento firmato da troppo tempo non è rifiutato',
    remedy: 'Rispondi 4xx se webhook-timestamp dista più di 5 minuti.',
  },
};

export const checkTexts = { en, it };
export type CheckName = keyof typeof en;
