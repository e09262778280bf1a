import { isAroundWord, isIdleWord, isIntroduction, isThanks } from './prose-words';
import type { Token } from './tokens';

/** A phrase of the text that is no known part of an address. */
export type Leftover = { start: number; tokens: Token[] };

const MAX_NAME_WORDS = 5;
const PLACES =
  /^(?:agriturismo|albergo|alimentari|autofficina|azienda|bar|bnb|camping|campeggio|caserma|centro|chiesa|clinica|condominio|deposito|ditta|edicola|farmacia|fattoria|ferramenta|hotel|interno|isola|istituto|lido|lotto|magazzino|marina|negozio|officina|ospedale|ostello|palazzo|panificio|parco|piano|pizzeria|porto|portineria|residence|ristorante|scala|scuola|spa|srl|srls|stabilimento|stazione|studio|tabacchi|tabaccheria|torre|trattoria|ufficio|universita|villa|villaggio|villino|zona)$/;

/** "Sono a Ostia Lido" */
const BEFORE_PLACE = /^(?:in|a|ad|al|alla|nel|nella|da|dal|dalla)$/;

const isWord = ({ key }: Token): boolean => /^[\p{L}'’-]+$/u.test(key);
/** Returns whether tokens can be a person's name. A frazione looks the same, so only its place in the text tells. */
const isName = (tokens: readonly Token[]): boolean =>
  tokens.length <= MAX_NAME_WORDS &&
  tokens.every((token) => isWord(token) && !PLACES.test(token.key) && !BEFORE_PLACE.test(token.key));

/** Returns the positions of the customer's name: its own first line, after "sono", or after the thanks. */
function namePositions(
  tokens: readonly Token[],
  isUsed: (at: number) => boolean,
  isTown: (name: readonly Token[]) => boolean,
): Set<number> {
  const first = [...tokens.keys()].find((at) => isUsed(at)) ?? tokens.length;
  const begin = [...tokens.keys()].find((at) => !isIdleWord(tokens[at]?.key ?? '')) ?? first;
  const positions = new Set<number>();
  const add = (start: number, end: number): void => {
    if (isName(tokens.slice(start, end))) for (let at = start; at < end; at += 1) positions.add(at);
  };
  const line = tokens.findIndex(({ startsLine }, at) => at > begin && startsLine);
  if (begin < first && line !== -1 && line <= first && !isTown(tokens.slice(begin, line))) add(begin, line);
  for (let at = 0; at < first; at += 1) {
    if (!isIntroduction(tokens[at]?.key ?? '')) continue;
    const end = tokens.findIndex((token, each) => each > at + 1 && (token.isFirst || isUsed(each)));
    if (end !== -1) add(at + 1, end);
  }
  const thanks = tokens.findLastIndex(({ key }) => isThanks(key));
  const last = tokens.slice(thanks + 1);
  const isSigned = last.every(({ key, text }) => /^\p{Lu}/u.test(text) && !isAroundWord(key));
  if (thanks > first && isSigned && last.every((_, at) => !isUsed(thanks + 1 + at))) add(thanks + 1, tokens.length);
  return positions;
}

/**
 * Returns the phrases that nothing has used, without greetings and the customer's name: what the customer wrote for the
 * courier, or a frazione without a word that says so. None of it may get lost.
 */
export function leftovers(
  tokens: readonly Token[],
  isUsed: (at: number) => boolean,
  isTown: (name: readonly Token[]) => boolean,
): Leftover[] {
  const names = namePositions(tokens, isUsed, isTown);
  const found: Leftover[] = [];
  let phrase: Leftover | null = null;
  for (let at = 0; at < tokens.length; at += 1) {
    const token = tokens[at] as Token;
    if (isUsed(at) || names.has(at)) phrase = null;
    else if (phrase && !token.isFirst) phrase.tokens.push(token);
    else {
      phrase = { start: at, tokens: [token] };
      found.push(phrase);
    }
  }
  // "No, l'indirizzo è …", but not "no citofono".
  const isAnswer = (at: number): boolean => tokens[at]?.key === 'no' && tokens[at + 1]?.isFirst !== false;
  return found.flatMap(({ start, tokens: words }) => {
    const isTold = ({ key }: Token, at: number): boolean => !isIdleWord(key) && !isAnswer(start + at);
    const from = words.findIndex(isTold);
    const own = words.slice(from, words.findLastIndex(isTold) + 1);
    const isEmpty = own.every(({ key }) => isAroundWord(key) && key !== 'ufficio');
    return from === -1 || isEmpty ? [] : [{ start: start + from, tokens: own }];
  });
}
