export type Token = {
  /** As it is written. */
  text: string;
  /** Lower case without accents, apostrophes and dots. */
  key: string;
  /** Whether punctuation or a new line separates it from the token before. */
  isFirst: boolean;
  /** Whether a new line separates it from the token before. */
  startsLine: boolean;
};

/** A distance is one token, because its comma is a decimal one. */
const TOKEN = /(?<![\p{L}\d])km\.?\s?\d{1,3}(?:[.,]\d{1,3})?(?!\d)|[^\s,;:()[\]|•·–—"“”«»!?]+/giu;
const SEPARATOR = /[^\s]|\n/;
/** Abbreviations of what is in a building, before a number or letter that may follow them without a space: `int.5`, `sc.B`. */
const UNIT_BEFORE_NUMBER =
  /(?<![\p{L}\d.])(interno|int|scala|sc|piano|p(?=\.)|palazzina|pal|edificio|ed|lotto|appartamento|appto|app|blocco)(\.?)(?=\d)/giu;
const UNIT_BEFORE_LETTER = /(?<![\p{L}\d.])(int|sc|pal|ed|app)\.(?=\p{L}(?![\p{L}.'’]))/giu;
/** The colon of a form: `Interno: 5`. */
const UNIT_LABEL =
  /(?<![\p{L}\d.])(interno|int\.?|scala|sc\.|piano|palazzina|edificio|appartamento|citofono|presso|frazione|c\/o)[ \t]*[:=](?=\s*[\p{L}\d])/giu;

export const tokenKey = (text: string): string =>
  text
    .normalize('NFD')
    .replace(/[\p{M}.'’`´]/gu, '')
    .toLowerCase();

/** Splits what people write together, such as `20121-Milano` and `n°12`, and joins what they write apart, such as `12 / A`. */
const normalizeSpacing = (text: string): string =>
  text
    .replace(/(?<=\d{5})[-/](?=\p{L})/gu, ' ')
    .replace(/(?<=\d) ?\/ ?(?=[\p{L}\d]{1,4}(?![\p{L}\d]))/gu, '/')
    .replace(/(?<![\p{L}\d])(nr?|num|civ)[°º.]? ?(?=\d)/giu, 'n. ')
    .replace(UNIT_LABEL, '$1 ')
    .replace(UNIT_BEFORE_NUMBER, '$1$2 ')
    .replace(UNIT_BEFORE_LETTER, '$1. ')
    .replace(/(?<=\d[°º])(?=piano)/giu, ' ')
    .replace(/(?<![\p{L}\d])([Vv]|[Ll]oc|[Ff]raz|[Ss]tr)\.(?=\p{Lu}\p{Ll})/gu, '$1. ');

/** Keeps the dot of an abbreviation, but none after a number and none of an ellipsis. */
function withoutLastDots(text: string): string {
  let end = text.length;
  while (text[end - 1] === '.') end -= 1;
  return text.length - end === 1 && !/\d/.test(text[end - 1] ?? '') ? text : text.slice(0, end);
}

/** Splits a text into its words and numbers. Linear in the length of the text. */
export function tokenize(text: string): Token[] {
  const spaced = normalizeSpacing(text);
  const tokens: Token[] = [];
  let [end, isFirst, startsLine] = [0, true, true];
  for (const match of spaced.matchAll(TOKEN)) {
    const between = spaced.slice(end, match.index);
    isFirst ||= SEPARATOR.test(between);
    startsLine ||= between.includes('\n');
    end = match.index + match[0].length;
    const key = tokenKey(match[0]);
    // A lone dash or dot separates.
    const isWord = /[\p{L}\d]/u.test(key);
    if (isWord) tokens.push({ text: withoutLastDots(match[0]), key, isFirst, startsLine });
    isFirst = !isWord;
    startsLine &&= !isWord;
  }
  return tokens;
}

export const joinTokens = (tokens: readonly Token[]): string => tokens.map(({ text }) => text).join(' ');
