import type { StepTexts } from '../steps/step-view';

/** The steps of a shop that its page shows. */
export const SHOP_STEPS = [
  'app',
  'scopes',
  'shipping_scopes',
  'client_secret',
  'webhooks',
  'api_version',
  'hand_made_webhooks',
] as const;
export type ShopStepId = (typeof SHOP_STEPS)[number] | 'customer_data' | 'orders';

const en: Record<ShopStepId, StepTexts> = {
  app: {
    done: 'The store answers, and Shopify accepts the app',
    open: 'The store does not answer',
    cure: 'Shopify did not answer as expected: try again in a few minutes.',
    link: 'Open the Dev Dashboard',
    codes: {
      app_uninstalled: {
        open: 'The app has been uninstalled in Shopify',
        cure: 'Nothing is read from the store or written to it. Install the app again, enter client ID and client secret under “Other settings”, then press “Resume”.',
      },
      shop_not_found: {
        open: 'Shopify has no store with this name',
        cure: 'Correct the store’s name under “Other settings”: it is the part before .myshopify.com in the address of your admin.',
      },
      app_not_accepted: {
        open: 'Shopify does not accept the app',
        cure: 'Is the app installed in this store? If it is, copy client ID and client secret again from the app’s settings, and enter them under “Other settings”.',
      },
    },
  },
  scopes: {
    done: 'The app has the scopes it needs',
    open: 'The app lacks scopes',
    cure: 'Press “Check again”.',
    link: 'Open the Dev Dashboard',
    codes: {
      scope_missing: {
        cure: 'Missing: {scopes}. Release a version of the app with these scopes, then approve it in the store’s admin.',
      },
    },
  },
  shipping_scopes: {
    done: 'Shipments can be read and announced',
    open: 'Shipments can’t be read or announced',
    cure: 'Press “Check again”.',
    link: 'Open the Dev Dashboard',
    codes: {
      scope_missing: {
        cure: 'Only for flows about shipments, and to hold an order until it is confirmed. Missing: {scopes}. Release a version of the app with these scopes, then approve it in the store’s admin.',
      },
    },
  },
  client_secret: {
    done: 'Shopify’s messages are signed, and we recognise the signature',
    open: 'The key with which Shopify signs is missing',
    cure: 'Press “Check again”.',
    link: 'Open the Dev Dashboard',
    codes: {
      client_secret_missing: {
        cure: 'Enter the client ID and the client secret under “Other settings”. For an app created before 2026: its “API secret key”, as webhook secret.',
      },
      signature_refused: {
        open: 'Shopify signs with another key',
        cure: 'Orders that Shopify reports are refused. Enter the client ID and the client secret under “Other settings”; for an app created before 2026, its “API secret key”, as webhook secret.',
      },
    },
  },
  webhooks: {
    done: 'Shopify reports orders and shipments',
    open: 'Shopify does not report orders yet',
    cure: 'Press the button below: we create the webhooks for you, including any that are missing.',
    link: 'Open the Dev Dashboard',
    codes: {
      webhooks_missing: { cure: 'Press the button below: we create those that are missing.' },
      scope_missing: { cure: 'The webhooks for shipments are created once the app has the scopes above.' },
    },
  },
  api_version: {
    done: 'The app uses the right version of Shopify’s API',
    open: 'The app uses another version of Shopify’s API',
    cure: 'Press the button below.',
    link: 'Open the Dev Dashboard',
    codes: {
      api_version_differs: {
        cure: 'In the app, under Versions, choose the newest “Webhooks API version” and press “Release”.',
      },
    },
  },
  hand_made_webhooks: {
    done: 'No duplicate webhooks',
    open: 'Orders arrive twice',
    cure: 'Press the button below.',
    link: 'Open the notifications in Shopify',
    codes: {
      hand_made_webhooks: {
        cure: 'There are also webhooks that were created by hand. Each order counts once all the same, but delete them: Settings > Notifications > Webhooks, those with the address of this service.',
      },
    },
  },
  customer_data: {
    done: 'The app sees the customers’ data',
    open: 'The app does not see all of the customers’ data',
    cure: 'In the Dev Dashboard open the app, then API access > Protected customer data: request level 1 and, for name, address, phone and e-mail, level 2; then install the app again.',
    link: 'Open the Dev Dashboard',
    codes: {
      customer_data_level_1: {
        open: 'The app does not see the customers’ data',
        cure: 'Without level 1 Shopify shows it no orders. In the Dev Dashboard open the app, then API access > Protected customer data: request level 1, save, and install the app again.',
      },
      customer_data_fields: {
        cure: 'Shopify leaves these empty in orders: {fields}. In the Dev Dashboard open the app, then API access > Protected customer data: request level 2 for them, save, and install the app again.',
      },
    },
  },
  orders: {
    done: 'An order has arrived from Shopify',
    open: 'No order has arrived from Shopify yet',
    cure: 'It turns green with the first order. You don’t need to do anything.',
    codes: {
      signature_refused: {
        open: 'The last message from Shopify was signed with another key',
        cure: 'It was refused. Enter the app’s client secret again under “Other settings”; for webhooks that were created by hand, the key that Shopify shows under Settings > Notifications > Webhooks.',
      },
    },
  },
};

const it: typeof en = {
  app: {
    done: 'Il negozio risponde e Shopify accetta l’app',
    open: 'Il negozio non risponde',
    cure: 'Shopify non ha risposto come previsto: riprova tra qualche minuto.',
    link: 'Apri la Dev Dashboard',
    codes: {
      app_uninstalled: {
        open: 'L’app è stata disinstallata da Shopify',
        cure: 'Non leggiamo né scriviamo più nulla nel negozio. Installa di nuovo l’app, inserisci client ID e client secret in «Altre impostazioni», poi premi «Riprendi».',
      },
      shop_not_found: {
        open: 'Su Shopify non c’è un negozio con questo nome',
        cure: 'Correggi il nome del negozio in «Altre impostazioni»: è la parte prima di .myshopify.com nell’indirizzo del pannello di controllo.',
      },
      app_not_accepted: {
        open: 'Shopify non accetta l’app',
        cure: 'L’app è installata in questo negozio? Se sì, copia di nuovo client ID e client secret dalle impostazioni dell’app e inseriscili in «Altre impostazioni».',
      },
    },
  },
  scopes: {
    done: 'L’app ha i permessi necessari',
    open: 'All’app mancano dei permessi',
    cure: 'Premi «Verifica di nuovo».',
    link: 'Apri la Dev Dashboard',
    codes: {
      scope_missing: {
        cure: 'Mancano: {scopes}. Pubblica una versione dell’app con questi permessi, poi approvala nel pannello di controllo del negozio.',
      },
    },
  },
  shipping_scopes: {
    done: 'Le spedizioni si possono leggere e segnalare',
    open: 'Le spedizioni non si possono leggere o segnalare',
    cure: 'Premi «Verifica di nuovo».',
    link: 'Apri la Dev Dashboard',
    codes: {
      scope_missing: {
        cure: 'Serve solo per i flussi sulle spedizioni e per trattenere un ordine fino alla conferma. Mancano: {scopes}. Pubblica una versione dell’app con questi permessi, poi approvala nel pannello di controllo del negozio.',
      },
    },
  },
  client_secret: {
    done: 'Shopify firma ciò che ci invia, e riconosciamo la firma',
    open: 'Manca la chiave con cui firma Shopify',
    cure: 'Premi «Verifica di nuovo».',
    link: 'Apri la Dev Dashboard',
    codes: {
      client_secret_missing: {
        cure: 'Inserisci client ID e client secret in «Altre impostazioni». Per un’app creata prima del 2026: la sua «Chiave segreta API», come segreto dei webhook.',
      },
      signature_refused: {
        open: 'Shopify firma con un’altra chiave',
        cure: 'Gli ordini che Shopify comunica vengono rifiutati. Inserisci client ID e client secret in «Altre impostazioni»; per un’app creata prima del 2026, la sua «Chiave segreta API», come segreto dei webhook.',
      },
    },
  },
  webhooks: {
    done: 'Shopify ci comunica ordini e spedizioni',
    open: 'Shopify non ci comunica ancora gli ordini',
    cure: 'Premi il pulsante qui sotto: creiamo noi i webhook, anche quelli mancanti.',
    link: 'Apri la Dev Dashboard',
    codes: {
      webhooks_missing: { cure: 'Premi il pulsante qui sotto: creiamo quelli che mancano.' },
      scope_missing: { cure: 'I webhook delle spedizioni vengono creati quando l’app ha i permessi indicati sopra.' },
    },
  },
  api_version: {
    done: 'L’app usa la versione giusta dell’API di Shopify',
    open: 'L’app usa un’altra versione dell’API di Shopify',
    cure: 'Premi il pulsante qui sotto.',
    link: 'Apri la Dev Dashboard',
    codes: {
      api_version_differs: {
        cure: 'Nell’app, in Versions, scegli la «Webhooks API version» più recente e premi «Release».',
      },
    },
  },
  hand_made_webhooks: {
    done: 'Nessun webhook doppio',
    open: 'Gli ordini arrivano due volte',
    cure: 'Premi il pulsante qui sotto.',
    link: 'Apri le notifiche in Shopify',
    codes: {
      hand_made_webhooks: {
        cure: 'Ci sono anche webhook creati a mano. Ogni ordine conta comunque una volta sola, ma eliminali: Impostazioni > Notifiche > Webhook, quelli con l’indirizzo di questo servizio.',
      },
    },
  },
  customer_data: {
    done: 'L’app vede i dati dei clienti',
    open: 'L’app non vede tutti i dati dei clienti',
    cure: 'Nella Dev Dashboard apri l’app, poi API access > Protected customer data: richiedi il livello 1 e, per nome, indirizzo, telefono ed e-mail, il livello 2; poi installa di nuovo l’app.',
    link: 'Apri la Dev Dashboard',
    codes: {
      customer_data_level_1: {
        open: 'L’app non vede i dati dei clienti',
        cure: 'Senza il livello 1 Shopify non le mostra gli ordini. Nella Dev Dashboard apri l’app, poi API access > Protected customer data: richiedi il livello 1, salva e installa di nuovo l’app.',
      },
      customer_data_fields: {
        cure: 'Shopify lascia vuoti negli ordini questi dati: {fields}. Nella Dev Dashboard apri l’app, poi API access > Protected customer data: richiedi il livello 2 per questi dati, salva e installa di nuovo l’app.',
      },
    },
  },
  orders: {
    done: 'È arrivato un ordine da Shopify',
    open: 'Non è ancora arrivato nessun ordine da Shopify',
    cure: 'Diventa verde con il primo ordine. Non devi fare nulla.',
    codes: {
      signature_refused: {
        open: 'L’ultimo messaggio di Shopify era firmato con un’altra chiave',
        cure: 'È stato rifiutato. Inserisci di nuovo il client secret dell’app in «Altre impostazioni»; per i webhook creati a mano, la chiave che Shopify mostra in Impostazioni > Notifiche > Webhook.',
      },
    },
  },
};
export const shopStepTexts = { en, it };

/** Shopify's protected fields of a customer. */
const fieldsEn = { name: 'name', address: 'address', phone: 'phone', email: 'e-mail' };
const fieldsIt: typeof fieldsEn = { name: 'nome', address: 'indirizzo', phone: 'telefono', email: 'e-mail' };
export const customerFieldTexts = { en: fieldsEn, it: fieldsIt };
