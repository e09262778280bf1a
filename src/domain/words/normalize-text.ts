/** White space, controls, combining marks and characters that are not displayed. */
const INVISIBLE = /[\p{Z}\p{Cc}\p{Cf}\p{M}\p{Emoji_Modifier}\p{Default_Ignorable_Code_Point}\u2800]/gu;
/** Variation selectors, skin tones and invisible marks, but not joiners and tags, which make a different emoji. */
const EMOJI_MODIFIERS = /(?![\u200d\u{e0020}-\u{e007f}])[\p{Emoji_Modifier}\p{Default_Ignorable_Code_Point}]/gu;

const normalizeWords = (text: string): string =>
  text
    .normalize('NFD')
    .replace(/[\p{M}\p{Default_Ignorable_Code_Point}]/gu, '')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();

/** Normalizes a text without letters and digits, such as `👍` or `?`: removes variants of emoji. */
const normalizeSymbols = (text: string): string =>
  text.replace(INVISIBLE, '') === ''
    ? ''
    : text.normalize('NFC').replace(EMOJI_MODIFIERS, '').replace(/\s+/g, ' ').trim();

/**
 * Returns the words of a text in lower case, without accents, punctuation and repeated spaces. A text without a letter or
 * digit becomes its symbols, without variation selectors and skin tones; a blank one becomes ''.
 */
export const normalizeText = (text: string): string => normalizeWords(text) || normalizeSymbols(text);
