/** What starts a flow, by the name that triggers have. */
const en = {
  api: 'a call of the API, or another flow',
  'order.created': 'a new order',
  'order.updated': 'a change of an order',
  'order.cancelled': 'an order is cancelled',
  'order.fulfilled': 'an order is shipped',
  'order.paid': 'an order is paid',
  'message.received': 'a customer writes',
};
const it: typeof en = {
  api: 'una chiamata dell’API, o un altro flusso',
  'order.created': 'un nuovo ordine',
  'order.updated': 'una modifica a un ordine',
  'order.cancelled': 'un ordine viene annullato',
  'order.fulfilled': 'un ordine viene spedito',
  'order.paid': 'un ordine viene pagato',
  'message.received': 'un cliente scrive',
};
export const triggerTexts: { en: Record<string, string>; it: Record<string, string> } = { en, it };
