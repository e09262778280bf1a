/** The label of each check, and the remedy if it fails, by its API name. */
type CheckLabel = { label: string; remedy: string };

const en = {
  webhook_address: { label: 'The webhook address is ready', remedy: 'Press the button that creates it.' },
  shopify_reachable: {
    label: 'The store responds',
    remedy:
      'SHOPIFY_STORE_NAME is the part before .myshopify.com in your admin’s address. If it is correct, Shopify did not respond as expected: see “Details”.',
  },
  shopify_token: {
    label: 'The token is valid',
    remedy:
      'Copy SHOPIFY_TOKEN_APP (or client ID and client secret) from your app again, and check that the app is installed.',
  },
  shopify_scope_read_orders: {
    label: 'Orders can be read (read_orders)',
    remedy: 'Add read_orders to the scopes of your app and install it again.',
  },
  shopify_scope_write_orders: {
    label: 'Orders can be written (write_orders)',
    remedy: 'Add write_orders to the scopes of your app and install it again.',
  },
  shopify_scope_read_customers: {
    label: 'Customers can be read (read_customers)',
    remedy: 'Add read_customers to the scopes of your app and install it again.',
  },
  shopify_scope_write_fulfillment_orders: {
    label: 'Shipments can be announced (write_merchant_managed_fulfillment_orders)',
    remedy: 'Only for flows that announce shipments: add the scope to your app and install it again.',
  },
  shopify_customer_data: {
    label: 'The app has access to customer data (levels 1 and 2)',
    remedy:
      'In the Partner or Dev Dashboard open the app, then API access > Protected customer data: request level 1 and, for name, address, phone and email, level 2; then install the app again. “Details” shows what is missing.',
  },
  shopify_webhook_received: {
    label: 'A webhook has arrived',
    remedy:
      'In Shopify, under Settings > Notifications > Webhooks, create one for “Order creation”, JSON, with the address shown here; then send a test notification.',
  },
  shopify_webhook_signature: {
    label: 'The signature (HMAC) is correct',
    remedy: 'Copy the key under “Your webhooks will be signed with” in Shopify into the webhook secret here.',
  },
  get_object_known: {
    label: 'getObject returns an order',
    remedy: 'Respond 200 with the order as JSON to the parameters that the store is set up with.',
  },
  get_object_unknown: {
    label: 'getObject returns 404 for an order that does not exist',
    remedy: 'Respond 404, not 200 with an empty or an error object.',
  },
  get_object_speed: {
    label: 'getObject is fast',
    remedy: 'Make it faster: it should take less than half of the timeout.',
  },
  shipment_statuses: {
    label: 'The statuses of the parcels are known',
    remedy:
      'Your courier sends statuses that change nothing. Have whoever set up the store say what they mean: see “Details”.',
  },
  update_object_accepts: {
    label: 'updateObject accepts a signed update',
    remedy: 'Check the signature with the store’s secret and respond 2xx.',
  },
  update_object_duplicate: {
    label: 'A repeated update is accepted and applied only once',
    remedy: 'Store the webhook-id of each update you apply; respond 2xx to one you already have.',
  },
  update_object_out_of_order: {
    label: 'An older update does not overwrite a newer one',
    remedy: 'Store the sequence of each object; respond 2xx to a lower one and change nothing.',
  },
  update_object_wrong_signature: {
    label: 'A wrong signature is rejected',
    remedy: 'Respond 401 to an update signed with another secret.',
  },
  update_object_old_timestamp: {
    label: 'An update signed too long ago is rejected',
    remedy: 'Respond 4xx if webhook-timestamp is more than 5 minutes away.',
  },
  access_token: {
    label: 'Meta accepts the token',
    remedy: 'In Business settings > System users, create a token that does not expire and enter it here.',
  },
  permissions: {
    label: 'The token has both permissions',
    remedy:
      'Create a new token with whatsapp_business_messaging and whatsapp_business_management, and assign the app and the WhatsApp account to the system user.',
  },
  phone_number: {
    label: 'The number is registered',
    remedy:
      'Copy the phone number ID (not the number) from API Setup. If Meta says that it is not registered, register it with a PIN: Meta has no screen for this; the WhatsApp guide has the line to copy.',
  },
  waba: {
    label: 'The number belongs to this WhatsApp Business Account',
    remedy: 'Copy the WhatsApp Business Account ID from API Setup.',
  },
  webhook: {
    label: 'The app is subscribed to the account',
    remedy:
      'In the app, under Use cases > Customize > Configuration, enter the webhook address and verify token shown here, and subscribe to the field messages.',
  },
  app_secret: {
    label: 'The app secret matches the token’s app',
    remedy: 'Copy it from App settings > Basic of the app that created the token.',
  },
  sending: { label: 'No message is stuck', remedy: 'Fix what Meta reports, then press “Retry sending”.' },
  whatsapp_webhook_received: {
    label: 'A signed webhook from Meta has arrived',
    remedy: 'Write to your number from a phone, or send a test message: its ticks arrive through the webhook.',
  },
} satisfies Record<string, CheckLabel>;

const it: Record<keyof typeof en, CheckLabel> = {
  webhook_address: { label: 'L’indirizzo del webhook è pronto', remedy: 'Premi il pulsante che lo crea.' },
  shopify_reachable: {
    label: 'Il negozio risponde',
    remedy:
      'SHOPIFY_STORE_NAME è la parte prima di .myshopify.com nell’indirizzo del tuo pannello di controllo. Se è corretto, Shopify non ha risposto come previsto: vedi «Dettagli».',
  },
  shopify_token: {
    label: 'Il token è valido',
    remedy:
      'Copia di nuovo SHOPIFY_TOKEN_APP (o client ID e client secret) dalla tua app e controlla che sia installata.',
  },
  shopify_scope_read_orders: {
    label: 'Gli ordini si possono leggere (read_orders)',
    remedy: 'Aggiungi read_orders ai permessi della tua app e installala di nuovo.',
  },
  shopify_scope_write_orders: {
    label: 'Gli ordini si possono modificare (write_orders)',
    remedy: 'Aggiungi write_orders ai permessi della tua app e installala di nuovo.',
  },
  shopify_scope_read_customers: {
    label: 'I clienti si possono leggere (read_customers)',
    remedy: 'Aggiungi read_customers ai permessi della tua app e installala di nuovo.',
  },
  shopify_scope_write_fulfillment_orders: {
    label: 'Le spedizioni si possono annunciare (write_merchant_managed_fulfillment_orders)',
    remedy: 'Solo per i flussi che annunciano spedizioni: aggiungi il permesso alla tua app e installala di nuovo.',
  },
  shopify_customer_data: {
    label: 'L’app ha accesso ai dati dei clienti (livelli 1 e 2)',
    remedy:
      'Nella Partner Dashboard o nella Dev Dashboard apri l’app, poi Accesso API > Dati protetti dei clienti: richiedi il livello 1 e, per nome, indirizzo, telefono ed email, il livello 2; poi installa di nuovo l’app. «Dettagli» indica che cosa manca.',
  },
  shopify_webhook_received: {
    label: 'È arrivato un webhook',
    remedy:
      'In Shopify, in Impostazioni > Notifiche > Webhook, creane uno per «Creazione ordine», JSON, con l’indirizzo che trovi qui; poi invia una notifica di prova.',
  },
  shopify_webhook_signature: {
    label: 'La firma (HMAC) è corretta',
    remedy:
      'Copia nel segreto dei webhook, qui, la chiave che Shopify mostra in Impostazioni > Notifiche > Webhook («Your webhooks will be signed with»).',
  },
  get_object_known: {
    label: 'getObject restituisce un ordine',
    remedy: 'Rispondi 200 con l’ordine in JSON ai parametri con cui è configurato il negozio.',
  },
  get_object_unknown: {
    label: 'getObject restituisce 404 per un ordine che non esiste',
    remedy: 'Rispondi 404, non 200 con un oggetto vuoto o di errore.',
  },
  get_object_speed: {
    label: 'getObject è veloce',
    remedy: 'Rendilo più veloce: deve bastargli meno di metà del tempo massimo.',
  },
  shipment_statuses: {
    label: 'Gli stati dei pacchi sono noti',
    remedy:
      'Il corriere manda stati che qui non cambiano nulla. Chi ha configurato il negozio può indicare che cosa significano: vedi «Dettagli».',
  },
  update_object_accepts: {
    label: 'updateObject accetta un aggiornamento firmato',
    remedy: 'Verifica la firma con il segreto del negozio e rispondi 2xx.',
  },
  update_object_duplicate: {
    label: 'Un aggiornamento ripetuto è accettato e applicato una sola volta',
    remedy: 'Conserva il webhook-id di ogni aggiornamento applicato; a uno già ricevuto rispondi 2xx.',
  },
  update_object_out_of_order: {
    label: 'Un aggiornamento più vecchio non ne sovrascrive uno più nuovo',
    remedy: 'Conserva il valore sequence di ogni oggetto; a uno più basso rispondi 2xx senza cambiare nulla.',
  },
  update_object_wrong_signature: {
    label: 'Una firma sbagliata è rifiutata',
    remedy: 'Rispondi 401 a un aggiornamento firmato con un altro segreto.',
  },
  update_object_old_timestamp: {
    label: 'Un aggiornamento firmato da troppo tempo è rifiutato',
    remedy: 'Rispondi 4xx se webhook-timestamp dista più di 5 minuti.',
  },
  access_token: {
    label: 'Meta accetta il token',
    remedy: 'In Impostazioni business > Utenti di sistema crea un token senza scadenza e inseriscilo qui.',
  },
  permissions: {
    label: 'Il token ha entrambi i permessi',
    remedy:
      'Crea un nuovo token con whatsapp_business_messaging e whatsapp_business_management, e assegna l’app e l’account WhatsApp all’utente di sistema.',
  },
  phone_number: {
    label: 'Il numero è registrato',
    remedy:
      'Copia l’ID del numero di telefono (non il numero) da Configurazione API. Se Meta dice che non è registrato, registralo con un PIN: Meta non ha una schermata per farlo; la riga da copiare è nella guida a WhatsApp.',
  },
  waba: {
    label: 'Il numero appartiene a questo account WhatsApp Business',
    remedy: 'Copia l’ID dell’account WhatsApp Business da Configurazione API.',
  },
  webhook: {
    label: 'L’app è iscritta all’account',
    remedy:
      'Nell’app, in Casi d’uso > Personalizza > Configurazione, inserisci l’indirizzo e il token di verifica che trovi qui e iscriviti al campo messages.',
  },
  app_secret: {
    label: 'La chiave segreta corrisponde all’app del token',
    remedy: 'Copiala da Impostazioni app > Di base dell’app che ha creato il token.',
  },
  sending: {
    label: 'Nessun messaggio è fermo',
    remedy: 'Correggi ciò che Meta segnala, poi premi «Riprova a inviare».',
  },
  whatsapp_webhook_received: {
    label: 'È arrivato un webhook firmato da Meta',
    remedy: 'Scrivi al tuo numero da un telefono, o invia un messaggio di prova: le spunte arrivano con il webhook.',
  },
};

export const checkTexts = { en, it };
export type CheckName = keyof typeof en;
