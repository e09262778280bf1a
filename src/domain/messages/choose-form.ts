import type { FreeForm, OutgoingMessage, OutgoingTemplate } from './outgoing-message';

/** How many service messages a month and number Meta does not bill, since October 2026. */
export const FREE_SERVICE_MESSAGES = 1_000;

export type MessageForms = {
  free: FreeForm | null;
  template: OutgoingTemplate | null;
  /** Sent instead of the free form outside the customer service window. */
  fallback: OutgoingTemplate | null;
};

export type SendConditions = {
  windowOpen: boolean;
  optedOut: boolean;
  /** After an opt-out, `strict` stops every message, `marketing` only those that are or may be marketing. */
  optOutPolicy: 'strict' | 'marketing';
  /** A template's category in lower case; null if unknown, which counts as marketing. */
  categoryOf(template: OutgoingTemplate): string | null;
  /** In millionths; a kind without a price costs nothing. */
  priceList: Record<string, number>;
  /** How many service messages the number has sent this month. */
  serviceMessages: number;
};

export type FormDecision =
  | { kind: 'send'; message: OutgoingMessage; why: string }
  | { kind: 'failed'; code: 'opted_out' | 'outside_window' | 'no_message'; detail: string };

const MARKETING = 'marketing';

/** Chooses the form of a message by window, consent and price; returns why, or why none may be sent. */
export function chooseForm(forms: MessageForms, conditions: SendConditions): FormDecision {
  const categoryOf = (template: OutgoingTemplate) => conditions.categoryOf(template) ?? MARKETING;
  const allowed = (template: OutgoingTemplate | null) =>
    template && !(conditions.optedOut && categoryOf(template) === MARKETING) ? template : null;
  const optedOut: FormDecision = {
    kind: 'failed',
    code: 'opted_out',
    detail: 'The customer has opted out',
  };
  if (conditions.optedOut && conditions.optOutPolicy === 'strict') return optedOut;

  const [template, fallback] = [allowed(forms.template), allowed(forms.fallback)];
  const free = conditions.windowOpen ? forms.free : null;
  if (free && template) {
    const priceOf = (kind: string) => conditions.priceList[`message.${kind}`] ?? 0;
    const freePrice = conditions.serviceMessages < FREE_SERVICE_MESSAGES ? 0 : priceOf('service');
    return priceOf(categoryOf(template)) < freePrice
      ? { kind: 'send', message: template, why: 'window_open_template_cheaper' }
      : { kind: 'send', message: free, why: 'window_open_free_form_cheaper' };
  }
  if (free) return { kind: 'send', message: free, why: 'window_open' };
  if (template) return { kind: 'send', message: template, why: forms.free ? 'window_closed' : 'only_form' };
  if (forms.template) return optedOut;
  if (fallback) return { kind: 'send', message: fallback, why: 'window_closed_fallback' };
  if (forms.fallback) return optedOut;
  const detail = 'The customer has not written in the last 24 hours: only a template may be sent';
  return { kind: 'failed', code: 'outside_window', detail };
}
