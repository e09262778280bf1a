const en = {
  message: 'Message',
  from: { shop: 'You', customer: 'Customer' },
  choices: 'Buttons',
  hidden: 'Your key lacks the scope users:read, so the text is not shown.',
  noText: 'without text',
  unknown: (name: string, language: string) => `Template ${name} (${language}), whose text is not known here`,
  parameters: 'with',
};
const it: typeof en = {
  message: 'Messaggio',
  from: { shop: 'Tu', customer: 'Cliente' },
  choices: 'Pulsanti',
  hidden: 'Alla tua chiave manca il permesso users:read, perciò il testo non è mostrato.',
  noText: 'senza testo',
  unknown: (name, language) => `Modello ${name} (${language}), di cui qui non si conosce il testo`,
  parameters: 'con',
};
export const messageTexts = { en, it };
