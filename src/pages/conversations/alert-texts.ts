const en = {
  soundOn: 'Turn the sound on',
  soundOff: 'Turn the sound off',
  on: 'Notify me on this device',
  off: 'Stop notifying me on this device',
  denied: 'The browser blocks notifications from this site: allow them in its settings.',
  failed: 'Could not turn on the notifications. Try again.',
};
const it: typeof en = {
  soundOn: 'Attiva il suono',
  soundOff: 'Disattiva il suono',
  on: 'Avvisami su questo dispositivo',
  off: 'Non avvisarmi più su questo dispositivo',
  denied: 'Il browser blocca le notifiche di questo sito: consentile nelle sue impostazioni.',
  failed: 'Impossibile attivare le notifiche. Riprova.',
};
export const alertTexts = { en, it };
