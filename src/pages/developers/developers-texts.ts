const en = {
  intro:
    'For whoever connects your systems: the API, its keys and the IDs that it uses. You do not need this page for your daily work.',
  documents: 'Documentation',
  reference: 'API reference, to try in the browser',
  openApi: 'OpenAPI document',
  ids: 'IDs of this account',
  account: 'Account',
  store: 'Store',
  channel: 'WhatsApp number',
  flow: 'Flow',
  name: 'Name',
  kind: 'Type',
  addresses: 'Addresses',
  base: 'Address of the API',
};
const it: typeof en = {
  intro:
    'Per chi collega i tuoi sistemi: l’API, le sue chiavi e gli ID che usa. Per il lavoro di ogni giorno questa pagina non serve.',
  documents: 'Documentazione',
  reference: 'Documentazione dell’API, da provare nel browser',
  openApi: 'Documento OpenAPI',
  ids: 'ID di questo account',
  account: 'Account',
  store: 'Negozio',
  channel: 'Numero WhatsApp',
  flow: 'Flusso',
  name: 'Nome',
  kind: 'Tipo',
  addresses: 'Indirizzi',
  base: 'Indirizzo dell’API',
};
export const developersTexts = { en, it };
