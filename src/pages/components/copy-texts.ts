export const copyTexts = {
  it: { copy: 'Copia', copied: 'Copiato' },
  en: { copy: 'Copy', copied: 'Copied' },
};
