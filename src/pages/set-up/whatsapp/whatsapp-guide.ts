import type { Language } from '../../../shared/text/language';
import type { GuideStep } from '../steps/guide';

const APPS = 'https://developers.facebook.com/apps';
const SYSTEM_USERS = 'https://business.facebook.com/settings/system-users';

/** What only a person can do at Meta before a number can be connected. */
export const whatsappGuide: Record<Language, GuideStep[]> = {
  en: [
    {
      title: 'Create the app, with your number (5 minutes)',
      lines: [
        'Press “Create app”, use case “Connect with customers through WhatsApp”, your business portfolio, “Create”.',
        'In WhatsApp Manager > Phone numbers add your number and enter the code that Meta sends. It must not be in use on WhatsApp. To try things out, the test number that Meta creates is enough.',
        'If the app’s dashboard says that it is not published, publish it: until then replies do not arrive.',
      ],
      link: { href: APPS, label: 'Open your apps at Meta' },
    },
    {
      title: 'Make a token that does not expire (3 minutes)',
      lines: [
        'In Business settings > System users press “Add”: any name, role “Admin”.',
        '“Assign assets”: the app and the WhatsApp account, both with full control.',
        '“Generate token”: your app, expiry “Never”, permissions whatsapp_business_messaging and whatsapp_business_management. Meta shows it once.',
      ],
      link: { href: SYSTEM_USERS, label: 'Open the system users at Meta' },
    },
  ],
  it: [
    {
      title: 'Crea l’app, con il tuo numero (5 minuti)',
      lines: [
        'Premi «Crea app», caso d’uso «Connettiti con i clienti tramite WhatsApp», il tuo portfolio business, «Crea».',
        'In WhatsApp Manager > Numeri di telefono aggiungi il tuo numero e inserisci il codice che Meta invia. Non dev’essere in uso su WhatsApp. Per una prova basta il numero di test che crea Meta.',
        'Se la dashboard dell’app indica che non è pubblicata, pubblicala: fino ad allora le risposte non arrivano.',
      ],
      link: { href: APPS, label: 'Apri le tue app su Meta' },
    },
    {
      title: 'Crea un token che non scade (3 minuti)',
      lines: [
        'In Impostazioni business > Utenti di sistema premi «Aggiungi»: un nome a scelta, ruolo «Amministratore».',
        '«Assegna risorse»: l’app e l’account WhatsApp, entrambi con controllo completo.',
        '«Genera token»: la tua app, scadenza «Mai», permessi whatsapp_business_messaging e whatsapp_business_management. Meta lo mostra una sola volta.',
      ],
      link: { href: SYSTEM_USERS, label: 'Apri gli utenti di sistema su Meta' },
    },
  ],
};
