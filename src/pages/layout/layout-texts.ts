const en = {
  sections: 'Sections',
  skip: 'Skip to content',
  setUp: 'Set-up',
  conversations: 'Conversations',
  requests: 'Requests',
  overview: 'Overview',
  people: 'People',
  reference: 'API reference',
  signOut: 'Sign out',
  otherLanguage: 'Italiano',
  never: 'never',
  copy: 'Copy',
  copied: 'Copied',
  moving: 'We are moving your account to another database: you can view it now, and edit it again in a few minutes.',
  readOnly: 'You signed in with a read-only key: buttons that change something are hidden.',
  readOnlyRole: 'Your role can only look at this page: buttons that change something are hidden.',
};
const it: typeof en = {
  sections: 'Sezioni',
  skip: 'Vai al contenuto',
  setUp: 'Configurazione',
  conversations: 'Conversazioni',
  requests: 'Richieste',
  overview: 'Panoramica',
  people: 'Persone',
  reference: 'Documentazione API',
  signOut: 'Esci',
  otherLanguage: 'English',
  never: 'mai',
  copy: 'Copia',
  copied: 'Copiato',
  moving:
    'Stiamo spostando il tuo account su un altro database: ora puoi consultarlo, e tra qualche minuto potrai di nuovo modificarlo.',
  readOnly:
    'Hai effettuato l’accesso con una chiave di sola lettura: i pulsanti che modificano qualcosa sono nascosti.',
  readOnlyRole:
    'Con il tuo ruolo questa pagina si può solo consultare: i pulsanti che modificano qualcosa sono nascosti.',
};
export const layoutTexts = { en, it };
