const en = {
  title: 'Checklist',
  checkedAt: 'Last checked:',
  never: 'Not checked yet.',
  check: 'Check now',
  technical: 'Details',
  said: (working: number, all: number) => `Steps that work: ${working} of ${all}`,
  status: {
    passed: 'works',
    failed: 'does not work',
    warning: 'needs attention',
    skipped: 'could not be checked',
    unknown: 'not checked yet',
  },
};
const it: typeof en = {
  title: 'Verifiche',
  checkedAt: 'Ultima verifica:',
  never: 'Non ancora verificato.',
  check: 'Verifica ora',
  technical: 'Dettagli',
  said: (working: number, all: number) => `Passi che funzionano: ${working} su ${all}`,
  status: {
    passed: 'funziona',
    failed: 'non funziona',
    warning: 'da controllare',
    skipped: 'impossibile verificare',
    unknown: 'non ancora verificato',
  },
};
export const checklistTexts = { en, it };
