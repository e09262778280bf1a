import type { JUMP_MEMBERS } from '../step-kind/jumps';

/** The diagram's labels of jumps outside cases; the words of a kind of step are in its folder. */
type JumpTexts = Record<(typeof JUMP_MEMBERS)[number], string>;
type DiagramTexts = JumpTexts & {
  /** `more`: only the latest runs were counted. */
  counted(runs: number, more: boolean): string;
};

const en: DiagramTexts = {
  otherwise: 'otherwise',
  on_timeout: 'timeout',
  on_failed: 'failed',
  on_error: 'error',
  on_not_found: 'not found',
  on_unverified: 'unverified',
  counted: (runs, more) =>
    more ? `the last ${runs} runs of 30 days` : `${runs} ${runs === 1 ? 'run' : 'runs'} in the last 30 days`,
};
const it: DiagramTexts = {
  otherwise: 'altrimenti',
  on_timeout: 'tempo scaduto',
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
