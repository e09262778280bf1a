const en = { cancel: 'Cancel' };
const it: typeof en = { cancel: 'Annulla' };
export const confirmTexts = { en, it };
