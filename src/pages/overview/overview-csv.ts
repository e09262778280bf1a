import { LEDGER_DECIMALS } from '../../http/resources/common';
import { formatMoney } from '../../shared/numbers/money';
import type { Language } from '../../shared/text/language';
import type { Cell, Table } from './overview-tables';

/** Excel detects UTF-8 by this byte order mark. */
const BYTE_ORDER_MARK = '\uFEFF';

/**
 * A spreadsheet parses numbers by its own locale. An Italian one uses a decimal comma, semicolons between fields, and reads
 * 0.5 as text. The page's language is taken as the locale of the spreadsheet.
 */
const NUMBER_FORMATS = { it: { separator: ';', point: ',' }, en: { separator: ',', point: '.' } };

/**
 * Cells that a spreadsheet would execute as a formula, full-width signs and leading white space included. A leading quote
 * makes them text.
 */
const FORMULA = /^[\s\p{Cc}\p{Cf}]*[=+\-@＝＋－＠]|^[\t\r\n]/u;

const escapeFormula = (text: string): string => (FORMULA.test(text) ? `'${text}` : text);

/** Writes a table as CSV (RFC 4180), with quoted texts and the number format of the language. */
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
