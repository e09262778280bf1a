const en = {
  sections: 'Sections',
  skip: 'Skip to the content',
  setUp: 'Set-up',
  requests: 'Requests',
  overview: 'Overview',
  reference: 'API reference',
  signOut: 'Sign out',
  otherLanguage: 'Italiano',
  never: 'never',
  copy: 'Copy',
  copied: 'Copied',
  moving: 'The account is being moved to another database: you can read it now, and change it again in a few minutes.',
  readOnly: 'You signed in with a key that may only read: buttons that change something are not shown.',
};
const it: typeof en = {
  sections: 'Sezioni',
  skip: 'Vai al contenuto',
  setUp: 'Configurazione',
  requests: 'Richieste',
  overview: 'Panoramica',
  reference: 'Documentazione API',
  signOut: 'Esci',
  otherLanguage: 'English',
  never: 'mai',
  copy: 'Copia',
  copied: 'Copiato',
  moving:
    'Stiamo spostando l’account su un altro database: si può consultare, e tra qualche minuto si potrà di nuovo modificare.',
  readOnly:
    'Hai effettuato l’accesso con una chiave di sola lettura: i pulsanti che modificano qualcosa non sono mostrati.',
};
export const layoutTexts = { en, it };
