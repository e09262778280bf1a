import { type Decimal, parseDecimal } from './decimal';

const MAX_LENGTH = 100;
const SIGNED = /^([-+−]?)\s*(\d.*)$/s;
/** Italian 1.234,50; English 1,234.50; French and Swedish 1 234,50; Swiss 1'234.50. */
const GROUPED = /^(\d{1,3})((?:\.\d{3})+|(?:,\d{3})+|(?:[ \u00a0\u202f]\d{3})+|(?:['’]\d{3})+)(?:([.,])(\d+))?$/;
const PLAIN = /^(\d+)(?:([.,])(\d+))?$/;

/**
 * Parses an amount as people or shops write it: `59.90`, `59,90`, `1.234,50` or `1,234.50`. Null for any other text, for more
 * than 100 characters, and for an ambiguous amount such as `1.234`. In a currency with three `decimals` a point before three
 * digits is the decimal point.
 */
export function readAmount(text: string, decimals: number): Decimal | null {
  if (text.length > MAX_LENGTH) return null;
  const [, sign = '', body = ''] = SIGNED.exec(text.trim()) ?? [];
  const minus = sign === '' || sign === '+' ? '' : '-';
  const plain = PLAIN.exec(body);
  const grouped = GROUPED.exec(body);
  if (plain && (!grouped || body.startsWith('0') || (decimals === 3 && plain[2] === '.'))) {
    return parseDecimal(`${minus}${plain[1]}${plain[3] === undefined ? '' : `.${plain[3]}`}`);
  }
  if (!grouped || plain || body.startsWith('0')) return null;
  const [, first = '', groups = '', mark, fraction] = grouped;
  if (mark === groups[0]) return null;
  return parseDecimal(`${minus}${first}${groups.replaceAll(/\D/g, '')}${fraction === undefined ? '' : `.${fraction}`}`);
}
