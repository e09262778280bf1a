const en = {
  progress: (done: number, all: number) => `${done} of ${all} steps done`,
  checkedAt: 'Last checked:',
  never: 'Not checked yet.',
  detail: 'Response received',
  state: {
    done: 'done',
    to_do: 'to do',
    waiting: 'waiting',
    failed: 'does not work',
    new: 'not checked yet',
    optional: 'recommended',
  },
};
const it: typeof en = {
  progress: (done, all) => `${done} di ${all} passi completati`,
  checkedAt: 'Ultima verifica:',
  never: 'Non ancora verificato.',
  detail: 'Risposta ricevuta',
  state: {
    done: 'fatto',
    to_do: 'da fare',
    waiting: 'in attesa',
    failed: 'non funziona',
    new: 'da verificare',
    optional: 'consigliato',
  },
};
export const stepListTexts = { en, it };
