/** WhatsApp's customer service window: for 24 hours after a customer's message a business may send free forms. */
export const SERVICE_WINDOW_MS = 86_400_000;
