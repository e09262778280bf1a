const en = {
  message: 'Message',
  from: { shop: 'You', customer: 'Customer' },
  choices: 'Buttons',
  hidden: 'Your key does not have the scope users:read, so the text is not shown.',
  noText: 'no text',
  unknown: (name: string, language: string) => `Template ${name} (${language}): text not known here`,
  parameters: 'with',
};
const it: typeof en = {
  message: 'Messaggio',
  from: { shop: 'Tu', customer: 'Cliente' },
  choices: 'Pulsanti',
  hidden: 'La tua chiave non ha il permesso users:read, perciò il testo non viene mostrato.',
  noText: 'senza testo',
  unknown: (name, language) => `Modello ${name} (${language}): testo non disponibile qui`,
  parameters: 'con',
};
export const messageTexts = { en, it };
