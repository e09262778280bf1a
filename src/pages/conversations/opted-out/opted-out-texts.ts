const en = {
  title: 'Customers who opted out',
  about:
    'They asked not to receive messages, so nothing more is sent to them. They can write START, or your word for it, to receive messages again.',
  none: 'No customer has opted out.',
  since: 'Since',
  how: 'How',
  by: { word: 'with a word such as STOP', meta: 'in WhatsApp itself', api: 'reported by your system' },
  open: 'Open the conversation',
  back: 'Back to the conversations',
  next: 'More customers',
};
const it: typeof en = {
  title: 'Clienti che non vogliono messaggi',
  about:
    'Hanno chiesto di non essere contattati e non ricevono più nulla. Possono scrivere START, o la tua parola, per ricevere di nuovo i messaggi.',
  none: 'Nessun cliente lo ha chiesto.',
  since: 'Dal',
  how: 'Come',
  by: { word: 'con una parola come STOP', meta: 'da WhatsApp', api: 'comunicato dal tuo sistema' },
  open: 'Apri la conversazione',
  back: 'Torna alle conversazioni',
  next: 'Altri clienti',
};
export const optedOutTexts = { en, it };
