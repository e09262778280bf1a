import type { Language } from '../../../shared/text/language';

/** What a check of a merchant's own system found, by its code; a code without a text here is the error of a call. */
const en: Record<string, string> = {
  no_order: 'We know no order of this store yet: enter the ID of an existing one below, then check again.',
  no_response: 'There was no response to time.',
  object_not_found: 'Your system responded 404 for the order {id}.',
  unknown_found: 'Your system responded 200 for an order that does not exist.',
  slow: 'The response took {took_ms} of {timeout_ms} ms.',
  test_object_unknown:
    'Your system responded {status}. If it updates only orders that it knows, enter the ID of one to write to below.',
  not_accepted: 'This is checked once an update with a valid signature is accepted.',
  late_applied: 'An update that arrived late undid a newer one.',
  value_not_shown:
    'A late update was accepted, and getObject does not return {member}: we can’t tell which value was kept.',
  forged_accepted: 'An update signed with a wrong secret was accepted: anyone can change your orders.',
  old_accepted: 'An update signed an hour ago was accepted: an intercepted one can be sent again.',
  unknown_statuses: 'Number of events per status: {statuses}',
};

const it: typeof en = {
  no_order:
    'Di questo negozio non conosciamo ancora nessun ordine: inserisci sotto l’ID di uno esistente, poi verifica di nuovo.',
  no_response: 'Non c’è stata una risposta da cronometrare.',
  object_not_found: 'Il tuo sistema ha risposto 404 per l’ordine {id}.',
  unknown_found: 'Il tuo sistema ha risposto 200 per un ordine che non esiste.',
  slow: 'La risposta ha richiesto {took_ms} ms su {timeout_ms}.',
  test_object_unknown:
    'Il tuo sistema ha risposto {status}. Se aggiorna solo ordini che conosce, inserisci sotto l’ID di uno su cui scrivere.',
  not_accepted: 'Lo verifichiamo quando un aggiornamento con firma valida viene accettato.',
  late_applied: 'Un aggiornamento arrivato in ritardo ne ha annullato uno più nuovo.',
  value_not_shown:
    'Un aggiornamento in ritardo è stato accettato e getObject non restituisce {member}: non sappiamo quale valore sia rimasto.',
  forged_accepted:
    'Un aggiornamento firmato con un segreto sbagliato è stato accettato: chiunque può cambiare i tuoi ordini.',
  old_accepted: 'Un aggiornamento firmato un’ora fa è stato accettato: uno intercettato può essere inviato di nuovo.',
  unknown_statuses: 'Numero di eventi per stato: {statuses}',
};

export const checkDetailTexts: Record<Language, Record<string, string>> = { en, it };
