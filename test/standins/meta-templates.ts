export type ListedTemplate = {
  name: string;
  language: string;
  status: string;
  category: string;
  components: Record<string, unknown>[];
};

const template = (name: string, language: string, components: Record<string, unknown>[], category = 'UTILITY') => ({
  name,
  language,
  status: 'APPROVED',
  category,
  components,
});
const body = (text: string) => ({ type: 'BODY', text });
const quickReplies = (...texts: string[]) => ({
  type: 'BUTTONS',
  buttons: texts.map((text) => ({ type: 'QUICK_REPLY', text })),
});

/** The default templates of every WhatsApp Business Account. */
export const TEMPLATES: ListedTemplate[] = [
  template('cod_confirm', 'it', [
    body('Ciao {{1}}, confermi il tuo ordine di {{2}} in contrassegno?'),
    quickReplies('Confermo', 'Annulla'),
  ]),
  template('cod_confirm_reminder', 'it', [
    body('Ciao {{1}}, per il tuo ordine di {{2}} in contrassegno ci manca ancora la tua conferma. Lo confermi?'),
    quickReplies('Confermo', 'Annulla'),
  ]),
  template('cod_order_confirm', 'it', [
    body(
      'Ciao {{1}}, grazie per il tuo ordine {{2}} su {{3}}! Hai scelto il pagamento in contrassegno: {{4}} alla consegna. Ci confermi l’ordine?',
    ),
    quickReplies('Sì, confermo', 'No, annulla'),
  ]),
  template('cod_order_reminder', 'it', [
    body(
      'Ciao {{1}}, ci manca ancora la tua conferma per l’ordine {{2}} su {{3}}: {{4}} in contrassegno, alla consegna. Lo confermi? Grazie!',
    ),
    quickReplies('Sì, confermo', 'No, annulla'),
  ]),
  template('cod_reminder', 'it', [body('Aspettiamo la tua conferma: rispondi quando puoi.')]),
  template('thanks', 'it', [body('Grazie {{1}}!')]),
  template('invoice', 'it', [
    { type: 'HEADER', format: 'DOCUMENT' },
    body('Gentile {{nome}}, ecco la fattura di {{totale}} del {{data}}.'),
    { type: 'BUTTONS', buttons: [{ type: 'URL', text: 'Apri', url: 'https://shop.example/o/{{1}}' }] },
  ]),
  template('offer', 'it', [body('Solo per te: {{1}}')], 'MARKETING'),
];

/** What `test/support/held-parcel-flow.json` sends. */
export const PARCEL_HELD = template('parcel_held', 'it', [
  body('Ciao {{1}}, il corriere non ti ha trovato e il pacco {{2}} è in giacenza. Che cosa preferisci?'),
  quickReplies('Nuova consegna', 'Non lo voglio più'),
]);
