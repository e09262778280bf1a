const en = {
  title: 'API',
  intro: 'Keys let you, Shopify and your systems access this account. Each key is shown only once, when you create it.',
  keys: 'API keys',
  name: 'Name',
  scopes: 'Scopes',
  scopesHint:
    'What the key can do: read or write requests, write orders (report new ones), read or write users (customers and their messages), read or write settings (stores, numbers, flows, keys). shipments:write reports what happens to parcels. webhook:shopify only receives orders from Shopify, webhook:shipments only parcels from a shipping platform.',
  ends: 'Expires',
  used: 'Last used',
  thisOne: 'you are signed in with this key',
  rotate: 'Replace',
  revoke: 'Revoke',
  make: 'Create key',
  submit: 'Create key',
  expires: 'Expires (leave empty for never)',
  expiresHint: 'For example 2027-12-31T23:59',
  made: 'Your new key. It is shown only once:',
  madeHint: 'Copy it now: you won’t be able to see it again.',
  rotateHint: '“Replace” creates a new key; the old one works for one more day.',
  revokeTitle: (name: string) => `Revoke the key ${name}?`,
  revokeForGood: 'Revoke permanently',
  revokeHint: 'The key stops working immediately, and everyone who signed in with it is signed out.',
  revokeWebhookHint:
    'Webhooks with this key are rejected immediately: create a new address in the Shopify section and enter it in the store.',
  operations: 'The six operations',
  operationsHint:
    'For developers: curl commands with your account’s IDs. Replace API_KEY with your key and REQUEST_ID with a request’s ID.',
  reference: 'All operations, to try in the browser',
  operation: {
    createRequest: 'Start a flow for a customer',
    getRequest: 'One request with all its steps',
    getRequests: 'Search requests',
    getFlowByUserKey: 'All flow runs of a customer',
    getChargesByUserKey: 'All charges of a customer',
    createOrder: 'Report an order',
  },
};
const it: typeof en = {
  title: 'API',
  intro:
    'Con le chiavi tu, Shopify e i tuoi sistemi accedete a questo account. Ogni chiave viene mostrata una sola volta, quando la crei.',
  keys: 'Chiavi API',
  name: 'Nome',
  scopes: 'Permessi',
  scopesHint:
    'Che cosa può fare la chiave: leggere (read) o modificare (write) le richieste (requests), comunicare nuovi ordini (orders), leggere o modificare i clienti e i loro messaggi (users) e le impostazioni: negozi, numeri, flussi, chiavi (settings). shipments:write comunica che cosa succede alle spedizioni. webhook:shopify riceve solo gli ordini da Shopify, webhook:shipments solo le spedizioni da una piattaforma di spedizione.',
  ends: 'Scadenza',
  used: 'Ultimo uso',
  thisOne: 'hai effettuato l’accesso con questa chiave',
  rotate: 'Sostituisci',
  revoke: 'Revoca',
  make: 'Crea una chiave',
  submit: 'Crea chiave',
  expires: 'Scadenza (vuoto: nessuna)',
  expiresHint: 'Per esempio 2027-12-31T23:59',
  made: 'La nuova chiave. Viene mostrata una sola volta:',
  madeHint: 'Copiala ora: non si potrà più vedere.',
  rotateHint: '«Sostituisci» crea una nuova chiave; quella vecchia funziona ancora per un giorno.',
  revokeTitle: (name) => `Revocare la chiave ${name}?`,
  revokeForGood: 'Revoca definitivamente',
  revokeHint:
    'La chiave smette subito di funzionare, e chi ha effettuato l’accesso con questa chiave viene disconnesso.',
  revokeWebhookHint:
    'I webhook con questa chiave vengono subito rifiutati: crea un nuovo indirizzo nella sezione Shopify e inseriscilo nel negozio.',
  operations: 'Le sei operazioni',
  operationsHint:
    'Per sviluppatori: comandi curl con gli ID del tuo account. Sostituisci API_KEY con la tua chiave e REQUEST_ID con l’ID di una richiesta.',
  reference: 'Tutte le operazioni, da provare nel browser',
  operation: {
    createRequest: 'Avvia un flusso per un cliente',
    getRequest: 'Una richiesta con tutti i suoi passi',
    getRequests: 'Cerca tra le richieste',
    getFlowByUserKey: 'Tutti i flussi di un cliente',
    getChargesByUserKey: 'Tutti gli addebiti di un cliente',
    createOrder: 'Comunica un ordine',
  },
};
export const apiTexts = { en, it };
