const en = {
  title: 'Shopify',
  intro:
    'Connect a shop in three steps: the token (the key) of your app, the address at which Shopify tells us of orders (the webhook), and the secret that it signs with. Each turns green when it is seen to work.',
  connect: 'Connect a shop',
  name: 'Name, as you call it',
  storeNameHint: 'What stands before .myshopify.com, such as my-shop',
  tokenHint: 'The Admin API access token of your app, shpat_…',
  dev: 'An app of the Dev Dashboard has a client ID and a client secret instead of a token',
  clientId: 'Client ID',
  clientSecret: 'Client secret',
  webhookSecret: 'Webhook secret',
  webhookSecretHint: 'In Shopify: Settings > Notifications > Webhooks, “Your webhooks will be signed with”.',
  address: 'Webhook address',
  addressFor: {
    creation: 'Order creation',
    update: 'Order update',
    cancellation: 'Order cancellation',
    fulfillment: 'Order fulfillment',
    payment: 'Order payment',
  },
  more: 'Addresses for other events (not needed to begin)',
  make: 'Make the webhook address',
  ended: 'The key in the address has been revoked: make a new address, and put it in Shopify.',
  ends: 'Make a new address and put it in Shopify: the key in this one works only until',
  hidden:
    'The address holds a key: to see it, sign in with a key that has the scopes settings:write and webhook:shopify.',
  none: 'No shop is connected yet.',
};
const it: typeof en = {
  title: 'Shopify',
  intro:
    'Collega un negozio in tre passi: il token (la chiave) della tua app, l’indirizzo a cui Shopify ci avvisa degli ordini (il webhook) e il segreto con cui firma gli avvisi. Ognuno diventa verde quando si vede che funziona.',
  connect: 'Collega un negozio',
  name: 'Nome, come lo chiami tu',
  storeNameHint: 'Ciò che sta prima di .myshopify.com, per esempio my-shop',
  tokenHint: 'Il token di accesso Admin API della tua app, shpat_…',
  dev: 'Un’app della Dev Dashboard ha un client ID e un client secret al posto del token',
  clientId: 'Client ID',
  clientSecret: 'Client secret',
  webhookSecret: 'Segreto dei webhook',
  webhookSecretHint:
    'In Shopify: Impostazioni > Notifiche > Webhook, la chiave con cui i webhook sono firmati («Your webhooks will be signed with»).',
  address: 'Indirizzo del webhook',
  addressFor: {
    creation: 'Creazione ordine',
    update: 'Aggiornamento ordine',
    cancellation: 'Annullamento ordine',
    fulfillment: 'Evasione ordine',
    payment: 'Pagamento ordine',
  },
  more: 'Indirizzi per altri eventi (per cominciare non servono)',
  make: 'Crea l’indirizzo del webhook',
  ended: 'La chiave nell’indirizzo è stata revocata: crea un nuovo indirizzo e mettilo in Shopify.',
  ends: 'Crea un nuovo indirizzo e mettilo in Shopify: la chiave in questo vale solo fino a questo momento:',
  hidden:
    'L’indirizzo contiene una chiave: per vederlo accedi con una chiave che abbia i permessi settings:write e webhook:shopify.',
  none: 'Nessun negozio è ancora collegato.',
};
export const shopifyTexts = { en, it };
