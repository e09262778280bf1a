const en = {
  title: 'Checklist',
  checkedAt: 'Last checked:',
  never: 'Not checked yet.',
  check: 'Check now',
  technical: 'What was seen',
  said: (working: number, all: number) => `Steps that work: ${working} of ${all}`,
  status: {
    passed: 'works',
    failed: 'does not work',
    warning: 'needs a look',
    skipped: 'could not be tried',
    unknown: 'not tried yet',
  },
};
const it: typeof en = {
  title: 'Lista di controllo',
  checkedAt: 'Ultima verifica:',
  never: 'Non ancora verificato.',
  check: 'Verifica ora',
  technical: 'Che cosa si è visto',
  said: (working: number, all: number) => `Passi che funzionano: ${working} su ${all}`,
  status: {
    passed: 'funziona',
    failed: 'non funziona',
    warning: 'da controllare',
    skipped: 'non si è potuto provare',
    unknown: 'non ancora provato',
  },
};
export const checklistTexts = { en, it };
