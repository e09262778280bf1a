import type { FreeForm, OutgoingMessage, OutgoingTemplate } from './outgoing-message';

/** Free forms that Meta bills nothing for, a month and number, since October 2026 (protocols.md, section 4). */
export const FREE_SERVICE_MESSAGES = 1_000;

export type MessageForms = {
  free: FreeForm | null;
  template: OutgoingTemplate | null;
  /** Goes instead of the free form outside the window. */
  fallback: OutgoingTemplate | null;
};

export type SendConditions = {
  windowOpen: boolean;
  optedOut: boolean;
  /** `strict`: an opt-out keeps every message away; `marketing`: only what is or may be marketing. */
  optOutPolicy: 'strict' | 'marketing';
  /** A template's category as Meta lists it, in lower case; null where it is not known, which counts as marketing. */
  categoryOf(template: OutgoingTemplate): string | null;
  /** In millionths; what stands in no list costs nothing. */
  priceList: Record<string, number>;
  /** Free forms that the number has sent this month. */
  serviceMessages: number;
};

export type FormDecision =
  | { kind: 'send'; message: OutgoingMessage; why: string }
  | { kind: 'failed'; code: 'opted_out' | 'outside_window' | 'no_message'; detail: string };

const MARKETING = 'marketing';

/** Which form of a message goes, by window, consent and price (flows.md), and why; or why none may. */
export function chooseForm(forms: MessageForms, now: SendConditions): FormDecision {
  const categoryOf = (template: OutgoingTemplate) => now.categoryOf(template) ?? MARKETING;
  const allowed = (template: OutgoingTemplate | null) =>
    template && !(now.optedOut && categoryOf(template) === MARKETING) ? template : null;
  const optedOut: FormDecision = {
    kind: 'failed',
    code: 'opted_out',
    detail: 'The customer does not want to be written to',
  };
  if (now.optedOut && now.optOutPolicy === 'strict') return optedOut;

  const [template, fallback] = [allowed(forms.template), allowed(forms.fallback)];
  const free = now.windowOpen ? forms.free : null;
  if (free && template) {
    const priceOf = (kind: string) => now.priceList[`message.${kind}`] ?? 0;
    const freePrice = now.serviceMessages < FREE_SERVICE_MESSAGES ? 0 : priceOf('service');
    return priceOf(categoryOf(template)) < freePrice
      ? { kind: 'send', message: template, why: 'window_open_template_cheaper' }
      : { kind: 'send', message: free, why: 'window_open_free_form_cheaper' };
  }
  if (free) return { kind: 'send', message: free, why: 'window_open' };
  if (template) return { kind: 'send', message: template, why: forms.free ? 'window_closed' : 'only_form' };
  if (forms.template) return optedOut;
  if (fallback) return { kind: 'send', message: fallback, why: 'window_closed_fallback' };
  if (forms.fallback) return optedOut;
  const detail = 'The customer last wrote more than 24 hours ago, or never: only a template may go';
  return { kind: 'failed', code: 'outside_window', detail };
}
