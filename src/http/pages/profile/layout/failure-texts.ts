const en = {
  title: 'This did not work',
  back: 'Back to the profile',
  trace: 'If you write to us about it, name this:',
  not_found: 'There is nothing here. It may have been deleted.',
  method_not_allowed: 'This address is for a form, not for a page.',
  form_refused:
    'The form is of another session, or has been open for too long. Nothing was changed: reload the page and try again.',
  missing_scope: 'The key that you signed in with may not do this.',
  account_moving: 'The account is being moved to another database. Nothing was changed; try again in a few minutes.',
  rate_limited: 'Too many calls with this key. Wait a minute and try again.',
  body_too_large: 'The form is too large.',
  unavailable: 'This cannot be taken right now. Try again in a few minutes.',
  not_configured: 'The deployment lacks a setting; /healthz says which one.',
  other: 'Something went wrong on our side. Nothing that you see as done is lost.',
};
const it: typeof en = {
  title: 'Non ha funzionato',
  back: 'Torna al profilo',
  trace: 'Se ci scrivi, indica questo codice:',
  not_found: 'Qui non c’è nulla. Forse è stato eliminato.',
  method_not_allowed: 'Questo indirizzo è di un modulo, non di una pagina.',
  form_refused:
    'Il modulo è di un’altra sessione, o è rimasto aperto troppo a lungo. Nulla è cambiato: ricarica la pagina e riprova.',
  missing_scope: 'La chiave con cui sei entrato non può farlo.',
  account_moving: 'L’account si sta spostando su un altro database. Nulla è cambiato; riprova tra qualche minuto.',
  rate_limited: 'Troppe chiamate con questa chiave. Aspetta un minuto e riprova.',
  body_too_large: 'Il modulo è troppo grande.',
  unavailable: 'In questo momento non è possibile. Riprova tra qualche minuto.',
  not_configured: 'Al servizio manca un’impostazione; /healthz dice quale.',
  other: 'Qualcosa è andato storto da parte nostra. Nulla di ciò che vedi come fatto è perduto.',
};
export const failureTexts = { en, it };
