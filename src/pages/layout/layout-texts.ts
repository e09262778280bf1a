const en = {
  sections: 'Sections',
  skip: 'Skip to content',
  more: 'More',
  reports: 'Reports',
  section: {
    home: 'Home',
    conversations: 'Conversations',
    requests: 'Orders',
    shipments: 'Shipments',
    flows: 'Flows',
    setUp: 'Connections',
    people: 'People',
    developers: 'Developers',
  },
  signOut: 'Sign out',
  otherLanguage: 'Italiano',
  never: 'never',
  moving: 'We are moving your account to another database: you can view it now, and edit it again in a few minutes.',
  readOnly: 'You signed in with a read-only key: buttons that change something are hidden.',
  readOnlyRole: 'With your role you can only view this page: buttons that change something are hidden.',
};
const it: typeof en = {
  sections: 'Sezioni',
  skip: 'Vai al contenuto',
  more: 'Altro',
  reports: 'Statistiche',
  section: {
    home: 'Home',
    conversations: 'Conversazioni',
    requests: 'Ordini',
    shipments: 'Spedizioni',
    flows: 'Flussi',
    setUp: 'Connessioni',
    people: 'Persone',
    developers: 'Sviluppatori',
  },
  signOut: 'Esci',
  otherLanguage: 'English',
  never: 'mai',
  moving:
    'Stiamo spostando il tuo account su un altro database: ora puoi consultarlo, e tra qualche minuto potrai di nuovo modificarlo.',
  readOnly:
    'Hai effettuato l’accesso con una chiave di sola lettura: i pulsanti che modificano qualcosa sono nascosti.',
  readOnlyRole:
    'Con il tuo ruolo questa pagina si può solo consultare: i pulsanti che modificano qualcosa sono nascosti.',
};
export const layoutTexts = { en, it };
