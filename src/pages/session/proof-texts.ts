const en = {
  title: 'Confirm that it’s you',
  why: 'This change needs a passkey, because you signed in more than 10 minutes ago.',
  confirm: 'Confirm with a passkey',
  failed: 'The passkey was not accepted: nothing was changed. Try again.',
  unsupported:
    'This browser cannot use passkeys: turn on JavaScript, or sign out and sign in again. Nothing was changed.',
  none: 'You have no passkey yet: add one under your name, then make the change again. Nothing was changed.',
  add: 'Add a passkey',
  cancel: 'Cancel',
};
const it: typeof en = {
  title: 'Conferma che sei tu',
  why: 'Per questa modifica serve la passkey: sono passati più di 10 minuti dal tuo accesso.',
  confirm: 'Conferma con la passkey',
  failed: 'La passkey non è stata accettata: nulla è cambiato. Riprova.',
  unsupported:
    'Questo browser non può usare le passkey: attiva JavaScript, oppure esci e accedi di nuovo. Nulla è cambiato.',
  none: 'Non hai ancora una passkey: aggiungila sotto il tuo nome, poi ripeti la modifica. Nulla è cambiato.',
  add: 'Aggiungi una passkey',
  cancel: 'Annulla',
};
export const proofTexts = { en, it };
