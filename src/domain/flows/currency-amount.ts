import { parseMoney } from '../../shared/money';

/** Reads the amount of a template's currency parameter, `59.90`, as millionths; null for what is no amount. */
export const currencyAmount = (text: string): number | null => parseMoney(text.trim());
