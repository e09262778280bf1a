const en = {
  jumps: 'On this page',
  flows: 'Flows',
  service: 'Your own system',
  refused: 'This was not saved:',
  more: 'Only the newest 50 are shown here; the API lists the others.',
  done: {
    key_revoked: 'The key is revoked. Who was signed in with it is signed out.',
    saved: 'Saved.',
    checked: 'Checked just now.',
    address_made: 'The webhook address is ready to copy.',
    resumed: 'It goes on: what waited is sent now.',
    flow_added: 'The flow is saved and active.',
    flow_on: 'The flow is active.',
    flow_off: 'The flow is not active any more; requests that run go on.',
  },
};
const it: typeof en = {
  jumps: 'In questa pagina',
  flows: 'Flussi',
  service: 'Il tuo sistema',
  refused: 'Non è stato salvato:',
  more: 'Qui ci sono solo gli ultimi 50; gli altri li elenca l’API.',
  done: {
    key_revoked: 'La chiave è revocata: chi era entrato con questa è uscito.',
    saved: 'Salvato.',
    checked: 'Verificato adesso.',
    address_made: 'L’indirizzo del webhook è pronto da copiare.',
    resumed: 'Si riparte: ciò che aspettava viene inviato ora.',
    flow_added: 'Il flusso è salvato e attivo.',
    flow_on: 'Il flusso è attivo.',
    flow_off: 'Il flusso non è più attivo; le richieste già partite continuano.',
  },
};
export const setUpTexts = { en, it };
export type Done = keyof typeof en.done;
