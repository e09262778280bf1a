const en = {
  message: 'Message',
  choices: 'Buttons',
  unknown: (name: string, language: string) => `Template ${name} (${language}), whose text is not known here`,
  parameters: 'with',
  kinds: {
    image: 'Photo',
    video: 'Video',
    audio: 'Voice message',
    document: 'Document',
    sticker: 'Sticker',
    location: 'Location',
  },
};
const it: typeof en = {
  message: 'Messaggio',
  choices: 'Pulsanti',
  unknown: (name, language) => `Modello ${name} (${language}), di cui qui non si conosce il testo`,
  parameters: 'con',
  kinds: {
    image: 'Foto',
    video: 'Video',
    audio: 'Messaggio vocale',
    document: 'Documento',
    sticker: 'Adesivo',
    location: 'Posizione',
  },
};
export const shownTexts = { en, it };
