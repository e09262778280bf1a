import type { SetUpStepId } from '../../../domain/channels/set-up/set-up-steps';
import type { StepTexts } from '../steps/step-view';

/** The steps of Meta's set-up, and the webhook that shows that all of it works. */
export type ChannelStepId = SetUpStepId | 'replies';

/** What may stop a check at any step, and says nothing of the step itself. */
const anyStepEn: NonNullable<StepTexts['codes']> = {
  meta_unavailable: {
    open: 'Meta is not responding right now',
    cure: 'Check again in a few minutes. Nothing has changed and nothing is lost.',
  },
  meta_busy: {
    open: 'Meta allows no more checks for now',
    cure: 'Check again in an hour. Nothing has changed and nothing is lost.',
  },
  call_limit: { open: 'The check is not finished', cure: 'Press “Check again”: it goes on here.' },
  not_begun: {
    open: 'This is not done on Meta yet',
    cure: 'Press “Check and complete” and Aisac does it for you, or do it on Meta yourself.',
  },
  not_known: { open: 'Meta has not reported this yet', cure: 'Check again in a few minutes.' },
};
const anyStepIt: typeof anyStepEn = {
  meta_unavailable: {
    open: 'Ora Meta non risponde',
    cure: 'Verifica di nuovo tra qualche minuto. Non è cambiato né andato perso nulla.',
  },
  meta_busy: {
    open: 'Per ora Meta non permette altre verifiche',
    cure: 'Verifica di nuovo tra un’ora. Non è cambiato né andato perso nulla.',
  },
  call_limit: { open: 'La verifica non è finita', cure: 'Premi «Verifica di nuovo»: riprende da qui.' },
  not_begun: {
    open: 'Su Meta non è ancora stato fatto',
    cure: 'Premi «Verifica e completa» e ci pensa Aisac, oppure fallo tu su Meta.',
  },
  not_known: { open: 'Meta non lo ha ancora comunicato', cure: 'Verifica di nuovo tra qualche minuto.' },
};

const en: Record<ChannelStepId, StepTexts> = {
  app: {
    done: 'Your app on Meta is connected',
    open: 'Your app on Meta is not connected yet',
    cure: 'Copy the app ID and the app secret again from App settings > Basic.',
    link: 'Open the app’s settings on Meta',
    codes: {
      app_secret_wrong: {
        cure: 'The app secret does not belong to the app: copy it again from App settings > Basic, and enter it under “Other settings”.',
      },
      app_id_unknown: {
        open: 'We don’t know which app created the token',
        cure: 'Connect the number again with the form “Connect another number”, which also asks for the app ID. Nothing is lost: it is the same number.',
      },
    },
  },
  access_token: {
    done: 'The token is valid and does not expire',
    open: 'Meta does not accept the token',
    cure: 'In Business settings > System users create a new token that never expires, with both WhatsApp permissions, and paste it here.',
    link: 'Open the system users on Meta',
    codes: {
      token_expires: {
        open: 'The token will expire',
        cure: 'The token works until {when}. Create one with the expiry “Never” for the system user, and paste it here before that.',
      },
      token_of_user: {
        cure: 'The token belongs to a person and soon expires: create one for a system user, with the expiry “Never”.',
      },
      token_of_another_app: { cure: 'The token was made for another app: create one for the app that you connected.' },
      token_lacks_permission: {
        cure: 'The token lacks a permission: create a new one with whatsapp_business_messaging and whatsapp_business_management.',
      },
    },
  },
  number: {
    done: 'The number was found',
    open: 'Meta does not show the number',
    cure: 'In Business settings, assign the WhatsApp account to the system user with full control, then check again.',
    link: 'Open the numbers in WhatsApp Manager',
    codes: {
      number_not_found: {
        cure: 'The WhatsApp account no longer has this number. Was it moved or deleted in WhatsApp Manager?',
      },
    },
  },
  webhook: {
    done: 'Meta sends us what your customers write',
    open: 'Meta does not send us what your customers write yet',
    cure: 'Press “Check again”: we give Meta the address.',
    link: 'Open the app’s webhooks on Meta',
    codes: {
      callback_of_account: {
        cure: 'Another system uses the same app and keeps receiving its own messages. Messages to this number come here; template changes are read every few minutes.',
      },
      callback_not_verified: {
        cure: 'Meta called our address and got no response. Check again in a minute; if nothing changes, tell whoever runs this service.',
      },
    },
  },
  subscription: {
    done: 'The WhatsApp account is linked to the app',
    open: 'The WhatsApp account is not linked to the app yet',
    cure: 'Press “Check again”: we link them.',
    link: 'Open WhatsApp Manager',
    codes: {
      callback_taken: {
        open: 'Another system receives this number’s messages',
        cure: 'What customers write goes to {where}. Disconnect that system, then check again here.',
      },
    },
  },
  registration: {
    done: 'The number is registered',
    open: 'The number is not registered yet',
    cure: 'Press “Check again”: we register it.',
    link: 'Open the numbers in WhatsApp Manager',
    codes: {
      coexistence: {
        open: 'The number is in use in the WhatsApp Business app',
        cure: 'A number in use on a phone can’t be connected: delete its account in the app, or use another number.',
      },
      number_unverified: {
        open: 'The number is not verified yet',
        cure: 'In WhatsApp Manager open the number and enter the code that Meta sends by SMS or call.',
      },
      registering: { cure: 'The number has just been registered: Meta shows it within a few minutes.' },
      registered_too_often: {
        open: 'The number was registered too often',
        cure: 'Meta allows the next attempt after {when}. There is nothing to do until then.',
      },
      pin_tried_too_often: {
        open: 'Wrong PINs were tried too often',
        cure: 'Wait an hour, then enter the right PIN here.',
      },
      pin_needed: {
        open: 'The number has a PIN',
        cure: 'Enter the six digits that were chosen when the number was registered before. Nobody knows them? Turn off two-step verification in WhatsApp Manager, then check again.',
      },
      pin_wrong: {
        open: 'The PIN is wrong',
        cure: 'Enter the right six digits. Nobody knows them? Turn off two-step verification in WhatsApp Manager, then check again.',
      },
      pin_changed: { cure: 'The PIN was changed on Meta. The number works; keep the new PIN safe.' },
    },
  },
  display_name: {
    done: 'The display name is approved',
    open: 'The display name is not approved yet',
    cure: 'Meta reviews the name that customers see, usually within a day.',
    link: 'Open the numbers in WhatsApp Manager',
    codes: {
      name_rejected: {
        open: 'Meta has rejected the display name',
        cure: 'Choose another one in WhatsApp Manager: it must be the name of your store, as on your website.',
      },
      name_in_review: {
        cure: 'Meta reviews the name that customers see, usually within a day. You don’t need to do anything.',
      },
    },
  },
  business_verification: {
    done: 'Meta has verified your business',
    open: 'Meta has not verified your business',
    cure: 'In Business settings > Security Centre press “Start verification”, and upload a document with the company’s name and address, such as a certificate of registration. It takes a few days.',
    link: 'Open the Security Centre on Meta',
    codes: {
      business_unverified: {
        cure: 'You can start without it: until then the number may write first to 250 customers a day. For more, open Business settings > Security Centre, press “Start verification” and upload a company document.',
      },
      verification_in_review: {
        cure: 'Meta is verifying your business; it takes a few days. You don’t need to do anything.',
      },
    },
  },
  payment: {
    done: 'Meta reports no problem with the payment method',
    open: 'Meta has no payment method',
    cure: 'Without a payment method Meta accepts messages and does not deliver them. In Billing & payments choose the WhatsApp account, then add a card.',
    link: 'Open billing on Meta',
    codes: {
      payment_missing: {
        cure: 'Without a payment method Meta accepts messages and does not deliver them. In Billing & payments choose the WhatsApp account, then add a card.',
      },
    },
  },
  health: {
    done: 'The number can send',
    open: 'Meta does not let the number send',
    cure: 'WhatsApp Manager shows why, and what to do.',
    link: 'Open WhatsApp Manager',
    codes: {
      meta_141006: { cure: 'Add the payment method, as the step above says, then check again.' },
      account_rejected: {
        cure: 'Meta has rejected the WhatsApp account: ask for a review in WhatsApp Manager.',
      },
      limited: { cure: 'Meta limits sending for now: WhatsApp Manager shows how, and until when.' },
    },
  },
  replies: {
    done: 'A message or tick has arrived from Meta',
    open: 'Nothing has arrived from Meta yet',
    cure: 'Send yourself a test message below, or write to the number: its ticks show that everything works.',
  },
};

const it: typeof en = {
  app: {
    done: 'La tua app di Meta è collegata',
    open: 'La tua app di Meta non è ancora collegata',
    cure: 'Copia di nuovo l’ID app e la chiave segreta da Impostazioni app > Di base.',
    link: 'Apri le impostazioni dell’app su Meta',
    codes: {
      app_secret_wrong: {
        cure: 'La chiave segreta non è di questa app: copiala di nuovo da Impostazioni app > Di base e inseriscila in «Altre impostazioni».',
      },
      app_id_unknown: {
        open: 'Non sappiamo quale app ha creato il token',
        cure: 'Collega di nuovo il numero con il modulo «Collega un altro numero», che chiede anche l’ID app. Non si perde nulla: è lo stesso numero.',
      },
    },
  },
  access_token: {
    done: 'Il token è valido e non scade',
    open: 'Meta non accetta il token',
    cure: 'In Impostazioni business > Utenti di sistema crea un nuovo token senza scadenza, con entrambi i permessi di WhatsApp, e incollalo qui.',
    link: 'Apri gli utenti di sistema su Meta',
    codes: {
      token_expires: {
        open: 'Il token scadrà',
        cure: 'Scadenza del token: {when}. Prima di allora creane uno con scadenza «Mai» per l’utente di sistema e incollalo qui.',
      },
      token_of_user: {
        cure: 'Il token è di una persona e scade presto: creane uno di un utente di sistema, con scadenza «Mai».',
      },
      token_of_another_app: { cure: 'Il token è di un’altra app: creane uno per l’app che hai collegato.' },
      token_lacks_permission: {
        cure: 'Al token manca un permesso: creane uno nuovo con whatsapp_business_messaging e whatsapp_business_management.',
      },
    },
  },
  number: {
    done: 'Numero trovato',
    open: 'Meta non mostra il numero',
    cure: 'In Impostazioni business assegna l’account WhatsApp all’utente di sistema con controllo completo, poi verifica di nuovo.',
    link: 'Apri i numeri in WhatsApp Manager',
    codes: {
      number_not_found: {
        cure: 'L’account WhatsApp non ha più questo numero. È stato spostato o eliminato in WhatsApp Manager?',
      },
    },
  },
  webhook: {
    done: 'Riceviamo da Meta ciò che scrivono i clienti',
    open: 'Non riceviamo ancora da Meta ciò che scrivono i clienti',
    cure: 'Premi «Verifica di nuovo»: indichiamo noi a Meta l’indirizzo.',
    link: 'Apri i webhook dell’app su Meta',
    codes: {
      callback_of_account: {
        cure: 'Un altro sistema usa la stessa app e continua a ricevere i suoi messaggi. Quelli di questo numero arrivano qui; le novità sui modelli vengono lette ogni pochi minuti.',
      },
      callback_not_verified: {
        cure: 'Meta ha chiamato il nostro indirizzo e non ha avuto risposta. Verifica di nuovo tra un minuto; se non cambia, avvisa chi gestisce il servizio.',
      },
    },
  },
  subscription: {
    done: 'Account WhatsApp collegato all’app',
    open: 'Account WhatsApp non ancora collegato all’app',
    cure: 'Premi «Verifica di nuovo»: lo colleghiamo noi.',
    link: 'Apri WhatsApp Manager',
    codes: {
      callback_taken: {
        open: 'I messaggi di questo numero arrivano a un altro sistema',
        cure: 'Ciò che scrivono i clienti va a {where}. Scollega quel sistema, poi verifica di nuovo qui.',
      },
    },
  },
  registration: {
    done: 'Numero registrato',
    open: 'Numero non ancora registrato',
    cure: 'Premi «Verifica di nuovo»: lo registriamo noi.',
    link: 'Apri i numeri in WhatsApp Manager',
    codes: {
      coexistence: {
        open: 'Il numero è in uso nell’app WhatsApp Business',
        cure: 'Un numero in uso sul telefono non si può collegare: elimina il suo account nell’app, oppure usa un altro numero.',
      },
      number_unverified: {
        open: 'Il numero non è ancora verificato',
        cure: 'In WhatsApp Manager apri il numero e inserisci il codice che Meta invia per SMS o con una chiamata.',
      },
      registering: { cure: 'Il numero è stato appena registrato: Meta lo mostra entro qualche minuto.' },
      registered_too_often: {
        open: 'Il numero è stato registrato troppe volte',
        cure: 'Per Meta puoi riprovare solo dopo questa data: {when}. Fino ad allora non c’è nulla da fare.',
      },
      pin_tried_too_often: {
        open: 'Sono stati provati troppi PIN sbagliati',
        cure: 'Aspetta un’ora, poi inserisci qui il PIN giusto.',
      },
      pin_needed: {
        open: 'Il numero ha un PIN',
        cure: 'Inserisci le sei cifre scelte quando il numero è stato registrato la prima volta. Nessuno le ricorda? Disattiva la verifica in due passaggi in WhatsApp Manager, poi verifica di nuovo.',
      },
      pin_wrong: {
        open: 'Il PIN è sbagliato',
        cure: 'Inserisci le sei cifre giuste. Nessuno le ricorda? Disattiva la verifica in due passaggi in WhatsApp Manager, poi verifica di nuovo.',
      },
      pin_changed: { cure: 'Il PIN è stato cambiato su Meta. Il numero funziona: conserva il nuovo PIN.' },
    },
  },
  display_name: {
    done: 'Nome visualizzato approvato',
    open: 'Nome visualizzato non ancora approvato',
    cure: 'Meta controlla il nome che vedono i clienti, di solito entro un giorno.',
    link: 'Apri i numeri in WhatsApp Manager',
    codes: {
      name_rejected: {
        open: 'Meta ha rifiutato il nome visualizzato',
        cure: 'Scegline un altro in WhatsApp Manager: dev’essere il nome del tuo negozio, come sul tuo sito.',
      },
      name_in_review: {
        cure: 'Meta controlla il nome che vedono i clienti, di solito entro un giorno. Non devi fare nulla.',
      },
    },
  },
  business_verification: {
    done: 'Meta ha verificato la tua attività',
    open: 'Meta non ha verificato la tua attività',
    cure: 'In Impostazioni business > Centro sicurezza premi «Avvia verifica» e carica un documento con nome e indirizzo dell’azienda, per esempio la visura camerale. Ci vuole qualche giorno.',
    link: 'Apri il Centro sicurezza su Meta',
    codes: {
      business_unverified: {
        cure: 'Puoi iniziare anche senza: fino ad allora il numero può scrivere per primo a 250 clienti al giorno. Per averne di più, in Impostazioni business > Centro sicurezza premi «Avvia verifica» e carica un documento dell’azienda, per esempio la visura camerale.',
      },
      verification_in_review: {
        cure: 'Meta sta verificando la tua attività; ci vuole qualche giorno. Non devi fare nulla.',
      },
    },
  },
  payment: {
    done: 'Meta non segnala problemi con il pagamento',
    open: 'Manca un metodo di pagamento su Meta',
    cure: 'Senza metodo di pagamento Meta accetta i messaggi ma non li consegna. In Fatturazione e pagamenti scegli l’account WhatsApp, poi aggiungi una carta.',
    link: 'Apri i pagamenti su Meta',
    codes: {
      payment_missing: {
        cure: 'Senza metodo di pagamento Meta accetta i messaggi ma non li consegna. In Fatturazione e pagamenti scegli l’account WhatsApp, poi aggiungi una carta.',
      },
    },
  },
  health: {
    done: 'Il numero può inviare',
    open: 'Meta non permette al numero di inviare',
    cure: 'WhatsApp Manager mostra il motivo e che cosa fare.',
    link: 'Apri WhatsApp Manager',
    codes: {
      meta_141006: { cure: 'Aggiungi il metodo di pagamento, come al passo precedente, poi verifica di nuovo.' },
      account_rejected: { cure: 'Meta ha rifiutato l’account WhatsApp: chiedi una revisione in WhatsApp Manager.' },
      limited: { cure: 'Per ora Meta limita l’invio: WhatsApp Manager mostra come e fino a quando.' },
    },
  },
  replies: {
    done: 'È arrivato un messaggio o una spunta da Meta',
    open: 'Da Meta non è ancora arrivato nulla',
    cure: 'Inviati un messaggio di prova qui sotto, o scrivi al numero: le spunte dimostrano che tutto funziona.',
  },
};
export const channelStepTexts = { en, it };
export const anyStepTexts = { en: anyStepEn, it: anyStepIt };
