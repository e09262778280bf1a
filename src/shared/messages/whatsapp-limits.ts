/** WhatsApp's limits of a message, in characters as `codePointCount` counts them. */
export const WHATSAPP_LIMITS = {
  text: 4_096,
  body: 1_024,
  listBody: 4_096,
  buttonTitle: 20,
  rowTitle: 24,
  rowDescription: 72,
  headerOrFooter: 60,
  caption: 1_024,
  filename: 240,
  locationText: 1_000,
  mediaId: 200,
} as const;

/** Meta's documentation counts code points: an emoji is one, a joined emoji is several. */
export const codePointCount = (text: string): number => Array.from(text).length;
