/** When a flow starts ("starts when …"), by trigger name. */
const en = {
  api: 'the API or another flow starts it',
  'order.created': 'a new order arrives',
  'order.updated': 'an order is changed',
  'order.cancelled': 'an order is cancelled',
  'order.fulfilled': 'an order is shipped',
  'order.paid': 'an order is paid',
  'order.hold_released': 'somebody releases the hold of an order',
  'message.received': 'a customer writes',
};
const it: typeof en = {
  api: 'lo avvia l’API o un altro flusso',
  'order.created': 'arriva un nuovo ordine',
  'order.updated': 'un ordine viene modificato',
  'order.cancelled': 'un ordine viene annullato',
  'order.fulfilled': 'un ordine viene spedito',
  'order.paid': 'un ordine viene pagato',
  'order.hold_released': 'qualcuno rilascia un ordine trattenuto',
  'message.received': 'un cliente scrive',
};
export const triggerTexts: { en: Record<string, string>; it: Record<string, string> } = { en, it };
