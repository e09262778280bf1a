/** Money is integer millionths internally and decimal strings in the API, never a float. */
const DECIMALS = 6;
const DECIMAL = /^(\d{1,9})(?:\.(\d{1,6}))?$/;

/** Parses a decimal string as millionths; null if negative, or with more than 9 digits before or 6 after the point. */
export function parseMoney(text: string): number | null {
  const match = DECIMAL.exec(text);
  return match ? Number(`${match[1]}${(match[2] ?? '').padEnd(DECIMALS, '0')}`) : null;
}

/** Parses an amount that may be negative, such as a discount. */
export function parseSignedMoney(text: string): number | null {
  if (!text.startsWith('-')) return parseMoney(text);
  const amount = parseMoney(text.slice(1));
  return amount === null ? null : 0 - amount;
}

/** Formats millionths with at least `minDecimals` digits after the point. */
export function formatMoney(millionths: bigint | number, minDecimals: number): string {
  const value = BigInt(millionths);
  const digits = (value < 0n ? -value : value).toString().padStart(DECIMALS + 1, '0');
  const whole = digits.slice(0, -DECIMALS);
  const fraction = digits.slice(-DECIMALS).replace(/0+$/, '').padEnd(minDecimals, '0');
  return `${value < 0n ? '-' : ''}${whole}${fraction === '' ? '' : `.${fraction}`}`;
}

const CURRENCIES = new Set(Intl.supportedValuesOf('currency'));

/** Returns whether a text is an ISO 4217 code. */
export const isCurrency = (code: string): boolean => CURRENCIES.has(code);

const decimalsByCurrency = new Map<string, number>();
/** Used for currencies that ISO 4217 does not list, such as USDC: Intl throws for codes that do not have three letters. */
const DEFAULT_DECIMALS = 2;

/** Returns the number of decimals of a currency: 2 for EUR, 0 for JPY, 3 for KWD, 2 for an unknown code. */
export function currencyDecimals(currency: string): number {
  if (!isCurrency(currency)) return DEFAULT_DECIMALS;
  let decimals = decimalsByCurrency.get(currency);
  if (decimals === undefined) {
    const format = new Intl.NumberFormat('en', { style: 'currency', currency });
    decimals = format.resolvedOptions().maximumFractionDigits ?? DEFAULT_DECIMALS;
    decimalsByCurrency.set(currency, decimals);
  }
  return decimals;
}

/** Formats millionths with the decimals of a currency: "59.90" EUR, "5990" JPY. */
export const formatAmount = (millionths: bigint | number, currency: string): string =>
  formatMoney(millionths, currencyDecimals(currency));
