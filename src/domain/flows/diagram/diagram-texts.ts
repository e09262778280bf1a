/** The words of a picture that are not the flow's own. */
export type DiagramTexts = {
  as: string;
  upTo: string;
  until: string;
  after: string;
  aReply: string;
  location: string;
  reaction: string;
  read: string;
  otherwise: string;
  on_failed: string;
  on_error: string;
  on_not_found: string;
  on_unverified: string;
  /** `more`: these are the latest of them only. */
  counted(runs: number, more: boolean): string;
};

const en: DiagramTexts = {
  as: 'as',
  upTo: 'up to',
  until: 'until',
  after: 'after',
  aReply: 'a reply',
  location: 'location',
  reaction: 'reaction',
  read: 'marked as read',
  otherwise: 'otherwise',
  on_failed: 'failed',
  on_error: 'error',
  on_not_found: 'not found',
  on_unverified: 'unverified',
  counted: (runs, more) =>
    more ? `the last ${runs} runs of 30 days` : `${runs} ${runs === 1 ? 'run' : 'runs'} in the last 30 days`,
};
const it: DiagramTexts = {
  as: 'come',
  upTo: 'fino a',
  until: 'fino al',
  after: 'dopo',
  aReply: 'una risposta',
  location: 'posizione',
  reaction: 'reazione',
  read: 'segnato come letto',
  otherwise: 'altrimenti',
  on_failed: 'non riuscito',
  on_error: 'errore',
  on_not_found: 'non trovato',
  on_unverified: 'non verificato',
  counted: (runs, more) =>
    more
      ? `le ultime ${runs} esecuzioni di 30 giorni`
      : `${runs} ${runs === 1 ? 'esecuzione' : 'esecuzioni'} negli ultimi 30 giorni`,
};
export const diagramTexts = { en, it };
