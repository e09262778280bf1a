import type { Token } from './tokens';

const MIN_PHONE_DIGITS = 8;
const LABEL = /^(?:ordine|ordini|tracking|spedizione|tel|cell|telefono|cellulare)$/;
const NUMBER_LABEL = /^(?:numero|n|nr|n°)$/;

/** Returns the end of a phone number, an order's number or an e-mail address that starts at a token; the start if none does. */
function contactEnd(tokens: readonly Token[], start: number): number {
  const key = (at: number): string => tokens[at]?.key ?? '';
  if (key(start).includes('@')) return start + 1;
  let at = start;
  while (LABEL.test(key(at)) || NUMBER_LABEL.test(key(at))) at += 1;
  let end = at;
  while (/^[+#]?\d[\d/-]*$/.test(key(end)) && (end === at || !tokens[end]?.isFirst)) end += 1;
  const digits = tokens.slice(at, end).reduce((sum, token) => sum + token.key.replace(/\D/g, '').length, 0);
  const isPhone = digits >= MIN_PHONE_DIGITS && /^(?:\+|0|3)/.test(key(at));
  return end > at && (isPhone || LABEL.test(key(start))) ? end : start;
}

/** Returns the positions of phones, e-mail addresses and order numbers, which are no part of an address. */
export function contactPositions(tokens: readonly Token[], isUsed: (at: number) => boolean): number[] {
  const positions: number[] = [];
  for (let at = 0; at < tokens.length; at += 1) {
    if (isUsed(at)) continue;
    for (const end = contactEnd(tokens, at); at < end; at += 1) positions.push(at);
  }
  return positions;
}
