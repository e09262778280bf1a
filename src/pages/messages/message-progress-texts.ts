const en = {
  to: 'To',
  state: 'Status',
  reason: 'Reason',
  pending: 'sending: no response from Meta yet',
};
const it: typeof en = {
  to: 'A',
  state: 'Stato',
  reason: 'Motivo',
  pending: 'in invio: Meta non ha ancora risposto',
};
export const messageProgressTexts = { en, it };
