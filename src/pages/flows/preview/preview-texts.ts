const en = {
  atStart: 'at the start',
  after: (duration: string) => `${duration} later`,
  noMessage: 'The flow sends no message for this order.',
};
const it: typeof en = {
  atStart: 'all’inizio',
  after: (duration) => `dopo ${duration}`,
  noMessage: 'Per quest’ordine il flusso non invia messaggi.',
};
export const previewTexts = { en, it };
