const en = {
  title: 'Checks',
  checkedAt: 'Last checked:',
  never: 'Not checked yet.',
  check: 'Check now',
  technical: 'Details',
  status: {
    passed: 'works',
    failed: 'to fix',
    warning: 'needs attention',
    skipped: 'cannot be checked now',
    unknown: 'not checked yet',
  },
};
const it: typeof en = {
  title: 'Verifiche',
  checkedAt: 'Ultima verifica:',
  never: 'Non ancora verificato.',
  check: 'Verifica ora',
  technical: 'Dettagli',
  status: {
    passed: 'funziona',
    failed: 'da correggere',
    warning: 'da controllare',
    skipped: 'non verificabile ora',
    unknown: 'da verificare',
  },
};
export const checklistTexts = { en, it };
