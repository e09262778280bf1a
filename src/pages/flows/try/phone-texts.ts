import type { TrialObstacle } from '../../../domain/flow-trials/first-message';

const obstaclesEn: Record<TrialObstacle, string> = {
  no_channel: 'There is no WhatsApp number to send from yet, or there are several: connect one first.',
  no_message: 'This flow begins without a message, so there is nothing to send.',
  needs_window:
    'The first message has no template, so WhatsApp accepts it only within 24 hours of the customer’s last message.',
  template_not_ready: 'Meta has not approved the template of the first message yet: create it, or wait for Meta.',
};
const obstaclesIt: Record<TrialObstacle, string> = {
  no_channel: 'Non c’è ancora un numero WhatsApp da cui inviare, o ce n’è più d’uno: collegane uno.',
  no_message: 'Questo flusso comincia senza un messaggio: non c’è nulla da inviare.',
  needs_window:
    'Il primo messaggio non ha un modello: WhatsApp lo accetta solo entro 24 ore dall’ultimo messaggio del cliente.',
  template_not_ready: 'Meta non ha ancora approvato il modello del primo messaggio: crealo, o aspetta Meta.',
};

const en = {
  title: 'Try it on your phone',
  intro: 'Sends the first message of this flow, filled in with a made-up order, to your own phone.',
  why: 'Only this message is sent: no order is read or changed, and pressing its buttons changes nothing. It appears in the conversations.',
  cost: (price: string) => `The message costs ${price}, like any other.`,
  costUnknown: 'The message is charged like any other.',
  costMeta: 'Meta charges for it too.',
  to: 'Your phone number',
  toHint: 'With the country code, such as +39 333 123 4567. Never a customer’s number.',
  own: 'This is my phone, or that of someone who works here',
  send: 'Send it to me',
  refused: 'Nothing was sent. Check the fields marked below.',
  whatsapp: 'Go to WhatsApp',
  sentTitle: 'Message to your phone',
  back: 'Back to the flow',
  next: 'Does it look right? Then switch the flow on.',
  issue: {
    customer_phone:
      'This number has orders in your account, so we take it for a customer’s: nothing is sent to it from here.',
    own_phone: 'Tick the box: messages from here go to your own phone only.',
    ...obstaclesEn,
  },
};
const it: typeof en = {
  title: 'Provalo sul tuo telefono',
  intro: 'Invia il primo messaggio di questo flusso, compilato con un ordine inventato, al tuo telefono.',
  why: 'Parte solo questo messaggio: nessun ordine viene letto o cambiato, e premere i pulsanti non cambia nulla. Compare nelle conversazioni.',
  cost: (price) => `Il messaggio costa ${price}, come ogni altro.`,
  costUnknown: 'Il messaggio viene addebitato come ogni altro.',
  costMeta: 'Anche Meta lo addebita.',
  to: 'Il tuo numero di telefono',
  toHint: 'Con il prefisso, per esempio +39 333 123 4567. Mai il numero di un cliente.',
  own: 'È il mio telefono, o di qualcuno che lavora qui',
  send: 'Invialo a me',
  refused: 'Non è stato inviato nulla. Controlla i campi segnalati qui sotto.',
  whatsapp: 'Vai a WhatsApp',
  sentTitle: 'Messaggio al tuo telefono',
  back: 'Torna al flusso',
  next: 'Va bene così? Allora attiva il flusso.',
  issue: {
    customer_phone:
      'Questo numero ha ordini nel tuo account, quindi per noi è di un cliente: da qui non gli viene inviato nulla.',
    own_phone: 'Metti la spunta: da qui i messaggi vanno solo al tuo telefono.',
    ...obstaclesIt,
  },
};
export const phoneTexts = { en, it };
