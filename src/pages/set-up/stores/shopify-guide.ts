import type { Language } from '../../../shared/text/language';
import type { GuideStep } from '../steps/guide';

const DASHBOARD = 'https://dev.shopify.com/dashboard';
/** What the app needs: the last one only announces shipments and holds orders. */
const SCOPES = 'read_orders,write_orders,read_customers,read_fulfillments,write_merchant_managed_fulfillment_orders';

/** What only a person can do at Shopify before a store can be connected. */
export const shopifyGuide: Record<Language, GuideStep[]> = {
  en: [
    {
      title: 'Create an app for your store (4 minutes)',
      lines: [
        'Open the Dev Dashboard with an account of the organisation that owns the store.',
        'Apps > Create app > Start from Dev Dashboard, give it a name, “Create”.',
        'Under Versions paste the scopes that stand here, and press “Release”.',
      ],
      paste: { label: 'Scopes', value: SCOPES },
      link: { href: DASHBOARD, label: 'Open the Dev Dashboard' },
    },
    {
      title: 'Install the app in the store (1 minute)',
      lines: ['On the app’s home page press “Install app” and choose the store.'],
      link: { href: DASHBOARD, label: 'Open the Dev Dashboard' },
    },
  ],
  it: [
    {
      title: 'Crea un’app per il tuo negozio (4 minuti)',
      lines: [
        'Apri la Dev Dashboard con un account dell’organizzazione proprietaria del negozio.',
        'Apps > Create app > Start from Dev Dashboard, dalle un nome, «Create».',
        'In Versions incolla i permessi (scope) che trovi qui e premi «Release».',
      ],
      paste: { label: 'Permessi', value: SCOPES },
      link: { href: DASHBOARD, label: 'Apri la Dev Dashboard' },
    },
    {
      title: 'Installa l’app nel negozio (1 minuto)',
      lines: ['Nella pagina iniziale dell’app premi «Install app» e scegli il negozio.'],
      link: { href: DASHBOARD, label: 'Apri la Dev Dashboard' },
    },
  ],
};
