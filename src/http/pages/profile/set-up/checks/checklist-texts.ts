const en = {
  title: 'Checklist',
  checkedAt: 'Checked',
  never: 'Not checked yet.',
  check: 'Check now',
  technical: 'What was seen',
  said: (working: number, all: number) => `${working} of ${all} steps work`,
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
  checkedAt: 'Verificato',
  never: 'Non ancora verificato.',
  check: 'Verifica ora',
  technical: 'Che cosa si è visto',
  said: (working: number, all: number) => `Funzionano ${working} passi su ${all}`,
  status: {
    passed: 'funziona',
    failed: 'non funziona',
    warning: 'da guardare',
    skipped: 'non si è potuto provare',
    unknown: 'non ancora provato',
  },
};
export const checklistTexts = { en, it };
