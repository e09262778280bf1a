import { LEDGER_DECIMALS } from '../../http/resources/common';
import type { Language } from '../../shared/language';
import { formatMoney } from '../../shared/money';
import type { Cell, Table } from './overview-tables';

/** By it Excel knows that this is UTF-8. */
const BYTE_ORDER_MARK = '\uFEFF';

/**
 * A spreadsheet reads a file as its own language writes numbers and takes no hint from the file. In Italian the comma is in
 * the numbers: fields are parted by semicolons there, and 0.5 would be a text. Who reads the page in Italian is taken to
 * have a spreadsheet in Italian.
 */
const NUMBER_FORMATS = { it: { separator: ';', point: ',' }, en: { separator: ',', point: '.' } };

/**
 * A spreadsheet runs as a formula what begins with one of these, also as Asian keyboards write them, and some do after
 * white space; a quote before it makes it a text.
 */
const FORMULA = /^[\s\p{Cc}\p{Cf}]*[=+\-@＝＋－＠]|^[\t\r\n]/u;

const escapeFormula = (text: string): string => (FORMULA.test(text) ? `'${text}` : text);

/** A table as a file for spreadsheets: RFC 4180, all texts quoted, in the language's way of writing numbers. */
export function overviewCsv({ columns, rows }: Table, language: Language): string {
  const { separator, point } = NUMBER_FORMATS[language];
  const quoted = (text: string): string => `"${escapeFormula(text).replaceAll('"', '""')}"`;
  const field = (cell: Cell): string => {
    if ('count' in cell) return String(cell.count);
    if ('amount' in cell) return formatMoney(cell.amount, LEDGER_DECIMALS).replace('.', point);
    return 'day' in cell ? cell.day : quoted(cell.text);
  };
  const lines = [columns.map(quoted), ...rows.map((row) => row.map(field))];
  return BYTE_ORDER_MARK + lines.map((line) => `${line.join(separator)}\r\n`).join('');
}
