const en = {
  title: 'Sign in',
  intro: 'Sign in with an API key of your account that has the scope settings:read.',
  key: 'API key',
  submit: 'Sign in',
  wrong: 'This key does not exist, has been revoked or has expired.',
  narrow: 'This key lacks the scope settings:read. Sign in with one that has it.',
  ended: 'Your session has ended. Sign in again.',
  unsent: 'Your session has ended. Sign in again; your last change was not made.',
  out: 'You have signed out.',
  twelveHours: 'You stay signed in for 12 hours, or until you sign out or the key is revoked.',
};
const it: typeof en = {
  title: 'Accedi',
  intro: 'Accedi con una chiave API del tuo account che abbia il permesso settings:read.',
  key: 'Chiave API',
  submit: 'Accedi',
  wrong: 'Questa chiave non esiste, è stata revocata o è scaduta.',
  narrow: 'A questa chiave manca il permesso settings:read. Accedi con una che lo abbia.',
  ended: 'La sessione è scaduta. Accedi di nuovo.',
  unsent: 'La sessione è scaduta. Accedi di nuovo: l’ultima modifica non è stata eseguita.',
  out: 'Hai effettuato la disconnessione.',
  twelveHours: 'L’accesso vale 12 ore, o finché non esci o la chiave viene revocata.',
};
export const sessionTexts = { en, it };
