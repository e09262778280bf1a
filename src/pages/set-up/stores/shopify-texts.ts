const en = {
  title: 'Shopify',
  intro:
    'Connect a store in three steps: your app’s token (the key), the address where Shopify reports orders (the webhook), and the secret that signs them. Each step turns green once it works.',
  connect: 'Connect a store',
  name: 'Display name',
  storeNameHint: 'The part before .myshopify.com, such as my-shop',
  tokenHint: 'Your app’s Admin API access token, shpat_…',
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
    shipment: 'Fulfillment creation and Fulfillment update',
  },
  more: 'Addresses for other events (optional)',
  make: 'Create the webhook address',
  ended: 'The key in the address has been revoked: create a new address and enter it in Shopify.',
  ends: 'Create a new address and enter it in Shopify: the key in this one works only until',
  hidden:
    'The address contains a key: to see it, sign in with a key that has the scopes settings:write and webhook:shopify.',
  none: 'No store is connected yet.',
};
const it: typeof en = {
  title: 'Shopify',
  intro:
    'Collega un negozio in tre passi: il token (la chiave) della tua app, l’indirizzo a cui Shopify comunica gli ordini (il webhook) e il segreto che li firma. Ogni passo diventa verde quando funziona.',
  connect: 'Collega un negozio',
  name: 'Nome visualizzato',
  storeNameHint: 'La parte prima di .myshopify.com, per esempio my-shop',
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
    shipment: 'Creazione evasione e Aggiornamento evasione',
  },
  more: 'Indirizzi per altri eventi (facoltativi)',
  make: 'Crea l’indirizzo del webhook',
  ended: 'La chiave nell’indirizzo è stata revocata: crea un nuovo indirizzo e inseriscilo in Shopify.',
  ends: 'Crea un nuovo indirizzo e inseriscilo in Shopify: la chiave in questo vale solo fino a:',
  hidden:
    'L’indirizzo contiene una chiave: per vederlo accedi con una chiave che abbia i permessi settings:write e webhook:shopify.',
  none: 'Non è ancora collegato nessun negozio.',
};
export const shopifyTexts = { en, it };
