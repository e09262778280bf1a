/** What shows nothing by itself: white space, controls, marks and characters that a reader never sees. */
const INVISIBLE = /[\p{Z}\p{Cc}\p{Cf}\p{M}\p{Emoji_Modifier}\p{Default_Ignorable_Code_Point}\u2800]/gu;
/** Variation selectors, skin tones and invisible marks; a joiner or a tag makes another emoji, so it stays. */
const EMOJI_MODIFIERS = /(?![\u200d\u{e0020}-\u{e007f}])[\p{Emoji_Modifier}\p{Default_Ignorable_Code_Point}]/gu;

const normalizeWords = (text: string): string =>
  text
    .normalize('NFD')
    .replace(/[\p{M}\p{Default_Ignorable_Code_Point}]/gu, '')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();

/** A text without letters and digits, `👍` or `?`: only how an emoji looks is left out. */
const normalizeSymbols = (text: string): string =>
  text.replace(INVISIBLE, '') === ''
    ? ''
    : text.normalize('NFC').replace(EMOJI_MODIFIERS, '').replace(/\s+/g, ' ').trim();

/**
 * Returns a text as words alone: without case, accents, punctuation and doubled spaces. A text without a letter or digit is
 * its signs, without variation selectors and skin tones; a blank one is empty.
 */
export const normalizeText = (text: string): string => normalizeWords(text) || normalizeSymbols(text);
