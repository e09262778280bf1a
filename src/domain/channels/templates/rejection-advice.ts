/** What to change in a template, by Meta's reason for its rejection. */
const ADVICE: Record<string, string> = {
  ABUSIVE_CONTENT: 'Meta reads the text as abusive: write it more politely, and ask for a review in WhatsApp Manager',
  INCORRECT_CATEGORY:
    'Create it again with the category MARKETING, or leave out everything that is not about one order',
  INVALID_FORMAT: 'Correct the parameters: in their order, with words around and between them, and with examples',
  PROMOTIONAL: 'A utility template must not advertise: leave out offers, or create it with the category MARKETING',
  SCAM: 'Meta takes the text for a fraud: name the shop and the order, and leave out shortened addresses',
  TAG_CONTENT_MISMATCH: 'The text is in another language than the template says: create it in the right language',
};

/** Returns what to change in a rejected template: Meta's own recommendation, else the usual one for the reason. */
export const rejectionAdvice = (reason: string | null, recommendation: string | null): string =>
  recommendation ?? ADVICE[reason ?? ''] ?? 'Change the text in WhatsApp Manager, or ask Meta for a review there';
