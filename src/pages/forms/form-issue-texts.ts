/** Messages for form issues, by code, or by code and path where that is more specific. */
const en: Record<string, string> = {
  too_small: 'Required: fill in this field.',
  'too_small /scopes': 'Choose at least one.',
  invalid_type: 'Required: fill in this field.',
  required: 'Required together with what you filled in.',
  'required /shopify_token_app': 'Required: enter the token, or the client ID and the client secret.',
  'required /shopify_client_id': 'Required: enter the client ID that goes with the client secret.',
  'required /shopify_client_secret': 'Required: enter the client secret that goes with the client ID.',
  too_big: 'This is too long.',
  invalid_format: 'Invalid format: copy the whole value, without spaces or line breaks.',
  'invalid_format /shopify_store_name': 'Enter only the part before .myshopify.com, such as my-shop.',
  'invalid_format /phone_number_id': 'Enter digits only, as Meta shows them.',
  'invalid_format /waba_id': 'Enter digits only, as Meta shows them.',
  'invalid_format /app_secret':
    'An app secret has 32 characters: digits and letters from a to f. Copy it from App settings > Basic.',
  invalid_value: 'This is not one of the options: choose another one.',
  invalid_key: 'This header name can’t be used: choose another one, such as x-token.',
  unknown_member: 'This field does not exist: reload the page and try again.',
  fixed: 'This can’t be changed.',
  conflicting: 'Enter either the token or the client ID and the client secret, not both.',
  invalid_instant: 'Enter a date that exists, such as 2027-12-31, or a date and time, such as 2027-12-31T18:00.',
  skipped_hour: 'This hour does not exist: the clock skips it that night. Choose another one.',
  in_the_past: 'This is in the past: enter a future date.',
  not_a_phone: 'This is not a phone number: enter it in full, with the country code, such as +39 333 123 4567.',
  opted_out: 'This person asked not to receive messages; they can write START to receive them again.',
  channel_exists: 'This number is already connected.',
  url_refused:
    'We can’t call this address: it must start with https:// and be public, without user and password, on port 443 or 8443.',
  invalid_header: 'Could not send the form: reload the page and try again.',
};
const it: typeof en = {
  too_small: 'Campo obbligatorio.',
  'too_small /scopes': 'Scegline almeno uno.',
  invalid_type: 'Campo obbligatorio.',
  required: 'Obbligatorio insieme agli altri dati compilati.',
  'required /shopify_token_app': 'Obbligatorio: inserisci il token, oppure il client ID e il client secret.',
  'required /shopify_client_id': 'Obbligatorio: inserisci il client ID abbinato al client secret.',
  'required /shopify_client_secret': 'Obbligatorio: inserisci il client secret abbinato al client ID.',
  too_big: 'È troppo lungo.',
  invalid_format: 'Formato non valido: copia il valore per intero, senza spazi e senza andare a capo.',
  'invalid_format /shopify_store_name': 'Inserisci solo la parte prima di .myshopify.com, per esempio my-shop.',
  'invalid_format /phone_number_id': 'Inserisci solo cifre, come le mostra Meta.',
  'invalid_format /waba_id': 'Inserisci solo cifre, come le mostra Meta.',
  'invalid_format /app_secret':
    'Una chiave segreta dell’app ha 32 caratteri: cifre e lettere dalla a alla f. Copiala da Impostazioni app > Di base.',
  invalid_value: 'Non è tra le opzioni: scegline un’altra.',
  invalid_key: 'Questo nome di intestazione non si può usare: scegline un altro, per esempio x-token.',
  unknown_member: 'Questo campo non esiste: ricarica la pagina e riprova.',
  fixed: 'Non si può cambiare.',
  conflicting: 'Inserisci il token oppure il client ID e il client secret, non entrambi.',
  invalid_instant:
    'Inserisci una data che esista, per esempio 2027-12-31, o una data e un’ora, per esempio 2027-12-31T18:00.',
  skipped_hour: 'Quell’ora non esiste: quella notte l’orologio la salta. Scegline un’altra.',
  in_the_past: 'È nel passato: inserisci una data futura.',
  not_a_phone:
    'Non è un numero di telefono: inseriscilo per intero, con il prefisso del Paese, per esempio +39 333 123 4567.',
  opted_out: 'Chi ha questo numero ha chiesto di non ricevere più messaggi: può scrivere START per riceverli di nuovo.',
  channel_exists: 'Questo numero è già collegato.',
  url_refused:
    'Non possiamo chiamare questo indirizzo: deve iniziare con https:// ed essere pubblico, senza utente e password, sulla porta 443 o 8443.',
  invalid_header: 'Impossibile inviare il modulo: ricarica la pagina e riprova.',
};
export const formIssueTexts = { en, it };
