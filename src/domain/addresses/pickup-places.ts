import type { Token } from './tokens';

/** Where a parcel waits for the customer, as keys of tokens without the spaces between them. */
const PLACES =
  /^(?:casellapostale|caspost|(?:cp|po|pobox|caspost)n?\d{1,4}|pobox|fermo(?:posta|point|deposito)|locker|punto(?:di|del)?ritiro|punto(?:poste|inpost|gls|brt|pudo)|pickuppoint|parcelshop|accesspoint|packstation)$/;
const BRANDS = /^(?:amazon|inpost|poste|gls|brt|dhl|ups|tnt|fedex|sda|mondial)$/;
const MAX_WORDS = 3;

/** Returns how many tokens from a position name a place where a parcel is picked up: `Fermo posta`, `C.P. 12`; 0 if none do. */
function pickupLength(tokens: readonly Token[], start: number): number {
  let joined = '';
  for (let length = 1; length <= MAX_WORDS; length += 1) {
    const token = tokens[start + length - 1];
    if (!token || (length > 1 && token.isFirst)) return 0;
    joined += token.key.replace(/[-°º]/g, '');
    if (PLACES.test(joined)) return length;
  }
  return 0;
}

/** Returns whether a text names a place where a parcel is picked up. */
export const hasPickupPlace = (tokens: readonly Token[]): boolean =>
  tokens.some((_, at) => pickupLength(tokens, at) > 0);

/**
 * Returns where the first place to pick up a parcel starts and ends, with its name and number: `InPost Locker BOL01`,
 * `Fermoposta Bologna Centro`. It goes on to the next punctuation or to where `isEnd` holds.
 */
export function findPickupPlace(
  tokens: readonly Token[],
  isEnd: (at: number) => boolean,
): { start: number; end: number } | null {
  const at = tokens.findIndex((_, each) => !isEnd(each) && pickupLength(tokens, each) > 0);
  if (at === -1) return null;
  const hasBrand = at > 0 && !tokens[at]?.isFirst && !isEnd(at - 1) && BRANDS.test(tokens[at - 1]?.key ?? '');
  let end = at + pickupLength(tokens, at);
  const isCode = (each: number): boolean => /\d/.test(tokens[each]?.key ?? '') && tokens[each]?.startsLine === false;
  while (end < tokens.length && !isEnd(end) && (!tokens[end]?.isFirst || (end === at + 1 && isCode(end)))) end += 1;
  return { start: hasBrand ? at - 1 : at, end };
}
