/** Messages for form issues, by code, or by code and path where that is more specific. */
const en: Record<string, string> = {
  too_small: 'This is missing: fill it in.',
  'too_small /scopes': 'Choose at least one.',
  invalid_type: 'This is missing: fill it in.',
  required: 'This is missing: what you have filled in needs it.',
  'required /shopify_token_app': 'This is missing: give the token, or the client ID and the client secret.',
  'required /shopify_client_id': 'This is missing: a client secret goes with its client ID.',
  'required /shopify_client_secret': 'This is missing: a client ID goes with its client secret.',
  too_big: 'This is too long.',
  invalid_format: 'This is not as it must be: copy the whole of it, without spaces or line breaks.',
  'invalid_format /shopify_store_name': 'Write only what stands before .myshopify.com, such as my-shop.',
  'invalid_format /phone_number_id': 'Write digits only, as Meta shows them.',
  'invalid_format /waba_id': 'Write digits only, as Meta shows them.',
  'invalid_format /app_secret':
    'An app secret has 32 characters, digits and letters a to f: copy it from App settings > Basic.',
  invalid_value: 'This can’t be chosen: take one of those that are offered.',
  invalid_key: 'This name of a header can’t be used: choose another one, such as x-token.',
  unknown_member: 'There is no such field: reload the page and try again.',
  fixed: 'This can’t be changed.',
  conflicting: 'Give either the token or the client ID and the client secret, not both.',
  invalid_instant: 'Write a date that exists, such as 2027-12-31, or a date and a time, such as 2027-12-31T18:00.',
  skipped_hour: 'That hour does not exist: on that night the clock jumps over it. Choose another one.',
  in_the_past: 'This is in the past already: give a time in the future.',
  not_a_phone: 'This is not a phone number: write it whole, with its country code, such as +39 333 123 4567.',
  opted_out: 'The person with this number has asked for no more messages, and can write START to get them again.',
  channel_exists: 'This number is connected already.',
  url_refused:
    'We can’t call this address: it must begin with https:// and be public, without user and password, at port 443 or 8443.',
  invalid_header: 'The form can’t be sent like this: reload the page and try again.',
};
const it: typeof en = {
  too_small: 'Manca: compila questo campo.',
  'too_small /scopes': 'Scegline almeno uno.',
  invalid_type: 'Manca: compila questo campo.',
  required: 'Manca: serve insieme a ciò che hai compilato.',
  'required /shopify_token_app': 'Manca: indica il token, oppure il client ID e il client secret.',
  'required /shopify_client_id': 'Manca: insieme al client secret serve il suo client ID.',
  'required /shopify_client_secret': 'Manca: insieme al client ID serve il suo client secret.',
  too_big: 'È troppo lungo.',
  invalid_format: 'Non è scritto come deve: copialo per intero, senza spazi e senza andare a capo.',
  'invalid_format /shopify_store_name': 'Scrivi solo ciò che sta prima di .myshopify.com, per esempio my-shop.',
  'invalid_format /phone_number_id': 'Scrivi solo cifre, come le mostra Meta.',
  'invalid_format /waba_id': 'Scrivi solo cifre, come le mostra Meta.',
  'invalid_format /app_secret':
    'Questa non è una chiave segreta dell’app: sono 32 tra cifre e lettere dalla a alla f. Copiala da Impostazioni app > Di base.',
  invalid_value: 'Questa voce non c’è: scegline una di quelle proposte.',
  invalid_key: 'Questo nome di intestazione non si può usare: scegline un altro, per esempio x-token.',
  unknown_member: 'Questo campo non esiste: ricarica la pagina e riprova.',
  fixed: 'Non si può cambiare.',
  conflicting: 'Indica il token oppure il client ID e il client secret, non entrambi.',
  invalid_instant:
    'Scrivi una data che esista, per esempio 2027-12-31, o una data e un’ora, per esempio 2027-12-31T18:00.',
  skipped_hour: 'Quell’ora non esiste: quella notte l’orologio la salta. Scegline un’altra.',
  in_the_past: 'È già passato: indica un momento futuro.',
  not_a_phone:
    'Non è un numero di telefono: scrivilo per intero, con il prefisso del Paese, per esempio +39 333 123 4567.',
  opted_out: 'Chi ha questo numero ha chiesto di non ricevere più messaggi: può scrivere START per riceverli di nuovo.',
  channel_exists: 'Questo numero è già collegato.',
  url_refused:
    'Non possiamo chiamare questo indirizzo: deve cominciare con https:// ed essere pubblico, senza utente e password, sulla porta 443 o 8443.',
  invalid_header: 'Il modulo non si può inviare così: ricarica la pagina e riprova.',
};
export const formIssueTexts = { en, it };
