import { streetKind } from './street-kinds';
import { tokenKey } from './tokens';

/** The labels of a form's fields. */
const LABELS = {
  street: 'indirizzo(?: di (?:spedizione|consegna))?|via(?: e n(?:umero|\\.|°)?(?: civico)?)?',
  number: 'n(?:umero|\\.|°)? ?civico|civico|n°|numero',
  zip: 'c\\.?a\\.?p\\.?|codice postale',
  city: "citt(?:à|a['’`]?)|comune",
  hamlet: "localit(?:à|a['’`]?)",
  province: 'provincia|prov\\.?',
  name: 'nome(?: e cognome)?|cognome(?: e nome)?|destinatario|intestatario',
  phone: '(?:numero di )?(?:telefono|cellulare)|tel\\.?|cell\\.?|e-?mail',
  country: 'nazione|stato|paese',
} as const;
type Field = keyof typeof LABELS;
const FIELDS = Object.keys(LABELS) as Field[];

const LABEL = new RegExp(
  `(?<![\\p{L}\\d])(?:${FIELDS.map((field) => `(?<${field}>${LABELS[field]})`).join('|')}) ?[:=]`,
  'giu',
);
/** A label at the start of a line without its colon, but not the town Città di Castello. */
const BARE_LABEL = /^(indirizzo|cap|città|citta'?|comune|provincia|prov\.?) (?!di |della |sant)/gimu;
const VALUE_END = /[\n;|]/;

/** Returns a text without the punctuation and spaces around it. */
function trimmed(text: string): string {
  const isEdge = (at: number): boolean => /[\s,;.|–-]/.test(text[at] ?? '');
  let [start, end] = [0, text.length];
  while (start < end && isEdge(start)) start += 1;
  while (end > start && isEdge(end - 1)) end -= 1;
  return text.slice(start, end);
}

/** Returns the fields of a form, a field to a line, and the text around them. */
function readFields(text: string): { values: Partial<Record<Field, string>>; isVia: boolean; rest: string[] } {
  const labels = [...text.matchAll(LABEL)];
  const values: Partial<Record<Field, string>> = {};
  const rest: string[] = [];
  for (const [at, { 0: label, index, groups }] of labels.entries()) {
    const field = FIELDS.find((each) => groups?.[each] !== undefined) as Field;
    const written = trimmed(text.slice(index + label.length, labels[at + 1]?.index));
    const end = written.search(VALUE_END);
    const value = end === -1 ? written : written.slice(0, end);
    if (end !== -1) rest.push(written.slice(end));
    if (values[field] === undefined) values[field] = value;
    else rest.push(`${label.slice(0, -1)} ${value}`);
  }
  const isVia = labels.some(({ groups }) => /^via/i.test(groups?.['street'] ?? ''));
  return { values, isVia, rest: [text.slice(0, labels[0]?.index), ...rest] };
}

/**
 * Returns a text that is a form, such as `Indirizzo: Via Roma 3; CAP: 40121; Città: Bologna`, as people write an address; any other
 * text as it is. The text around the fields is kept, in lines of its own.
 */
export function formToText(text: string): string {
  const { values, isVia, rest } = readFields(text.replace(BARE_LABEL, '$1: '));
  const { street = '', number = '', zip = '', hamlet, country, province, name, phone } = values;
  const city = values.city || hamlet || country;
  if (!city || !(street || zip)) return text;
  const hasKind = streetKind(tokenKey(street.split(' ')[0] ?? '')) !== null;
  const [before = '', ...after] = rest;
  const lines = [
    before,
    name ? `nome ${name}` : '',
    `${isVia && !hasKind ? 'Via ' : ''}${street} ${number}`,
    values.city && hamlet ? `località ${hamlet}` : '',
    `${zip} ${city}${province ? ` (${province})` : ''}`,
    values.city || hamlet ? (country ?? '') : '',
    phone ? `tel ${phone}` : '',
    ...after,
  ];
  return lines
    .map(trimmed)
    .filter((line) => line !== '')
    .join('\n');
}
