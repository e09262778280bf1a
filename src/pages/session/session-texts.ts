const en = {
  title: 'Sign in',
  intro: 'Sign in with an API key of your account that has the scope settings:read.',
  key: 'API key',
  submit: 'Sign in',
  wrong: 'This key does not exist, has been revoked or has expired.',
  narrow: 'This key lacks the scope settings:read. Sign in with one that has it.',
  ended: 'Your session has ended. Sign in again.',
  unsent: 'Your session has ended. Sign in again; what you sent last was not done.',
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
  unsent: 'La sessione è scaduta. Accedi di nuovo; l’ultima cosa che hai inviato non è stata eseguita.',
  out: 'La sessione è chiusa.',
  twelveHours: 'L’accesso vale 12 ore, o finché non esci o la chiave viene revocata.',
};
export const sessionTexts = { en, it };
