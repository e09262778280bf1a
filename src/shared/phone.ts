import {
  type CountryCode,
  getCountryCallingCode,
  isSupportedCountry,
  type PhoneNumber,
  parsePhoneNumberFromString,
} from 'libphonenumber-js/max';

/** A number as it was understood: `isValid` where the numbering plan of its country has it, else its length alone fits. */
type ParsedPhone = { e164: string; isValid: boolean };

/** What a field of an order, a template or an address may hold; longer texts are no phone number. */
const MAX_LENGTH = 100;
/** Digits of a number with its prefixes and codes of carriers. */
const MIN_DIGITS = 4;
const MAX_DIGITS = 20;
/** From how many digits on a part of a field, or a number without its plus, counts as a number of its own. */
const MIN_WHOLE_DIGITS = 9;
const MIN_INTERNATIONAL_DIGITS = 11;

/** Marks that are not seen: of writing direction, joiners, soft hyphens, byte order marks, variation selectors. */
const INVISIBLE_CHARACTERS = /[\p{Cf}\p{Mn}\u034f\u115f\u1160\u3164]/gu;
const HYPHENS = /[\p{Pd}\u2212\u30fc\u00b7\u2022_~]/gu;
/** The zeros of the decimal digits that people write besides ASCII's; full-width ones are folded by NFKC. */
const ZEROS = [0x0660, 0x06f0, 0x0966, 0x09e6, 0x0e50];

/** Before a number: the scheme of a link, or what it is. */
const LABEL =
  /^(?:tel|telefono|telephone|phone|cell|cellulare|cel|mobile|mob|handy|movil|celular|whatsapp|wa|sms|n|nr|no|num)\s*[.:]*\s*(?=[+(\d])/i;
/** After it: an extension, parameters of a `tel:` link. */
const EXTENSION = /\s*(?:;.*|(?:,\s*)?(?:ext(?:ension)?|int(?:erno)?|x|#)[\s.:]*\d{1,7})$/i;
const PHONE_CHARACTERS = /^[+\d\s().\-/']+$/;
/** Between two numbers in one field; a single slash may stand within one as well (`333/1234567`). */
const SEPARATORS = [/[/;,|\n\r]+|\s-\s|\s(?:o|or|oppure|e|ed|and|und|ou|y)\s/i, /\s+/];

/** As ASCII, without what nobody sees. */
const plainText = (text: string): string =>
  text
    .normalize('NFKC')
    .replace(INVISIBLE_CHARACTERS, '')
    .replace(HYPHENS, '-')
    .replace(/\p{Nd}/gu, (digit) => {
      const code = digit.codePointAt(0) ?? 0;
      const zero = ZEROS.find((first) => code >= first && code < first + 10);
      return zero === undefined ? digit : String(code - zero);
    })
    .trim();

/** `+` and digits of a number with its country's code, digits alone of one without; null for what is no number. */
function toDialString(text: string): string | null {
  const number = text.replace(LABEL, '').replace(EXTENSION, '').trim();
  if (!PHONE_CHARACTERS.test(number)) return null;
  const digits = number.replace(/\D/g, '');
  if (digits.length < MIN_DIGITS || digits.length > MAX_DIGITS) return null;
  const isInternational = /^[\s(]*\++[^+]*$/.test(number);
  if (!isInternational && number.includes('+')) return null;
  return isInternational || digits.startsWith('00') ? `+${digits.replace(/^00/, '')}` : digits;
}

const parse = (digits: string, defaultCountry?: CountryCode): PhoneNumber | undefined =>
  parsePhoneNumberFromString(digits, { extract: false, ...(defaultCountry && { defaultCountry }) });

/**
 * What people write between a country's code and a mobile number that the numbering plan does not have, by the calling
 * code: tried only where a number is not valid as it stands, and taken only where it then is.
 *
 * - Italian mobile numbers have no trunk zero, though they are often given one.
 * - Mexico dropped 1, 01, 044 and 045 before mobile numbers in 2019. WhatsApp still names older customers with +52 1; it
 *   takes the number without the 1 as well, so both spellings are one number here.
 * - Argentine mobile numbers are dialled with 15 after the area at home, and with 9 before it from abroad. WhatsApp has the
 *   latter. A number without both is a landline as it stands, which may be on WhatsApp too: no 9 is added to it.
 */
const CORRECTIONS: Record<string, [RegExp, string]> = {
  39: [/^0(?<line>3\d{8,9})$/, '$<line>'],
  52: [/^(?:1|01|04[45])(?<line>\d{10})$/, '$<line>'],
  54: [/^(?=\d{12,14}$)9?0?(?<area>\d{2,4}?)15(?<line>\d{6,8})$/, '9$<area>$<line>'],
};
/**
 * Brazil put a 9 before all mobile numbers by 2016: one written as at home without it lacks it. With +55 it stays as it is,
 * since WhatsApp so names customers whom it knew before, and takes both.
 */
const NATIONAL_CORRECTIONS: typeof CORRECTIONS = {
  ...CORRECTIONS,
  55: [/^0?(?<area>[1-9]\d)(?<line>[6-9]\d{7})$/, '$<area>9$<line>'],
};

function applyCorrection(rules: typeof CORRECTIONS, callingCode: string, national: string): PhoneNumber | undefined {
  const [pattern, replacement] = rules[callingCode] ?? [];
  if (!pattern || replacement === undefined || !pattern.test(national)) return undefined;
  const number = parse(`+${callingCode}${national.replace(pattern, replacement)}`);
  return number?.isValid() ? number : undefined;
}

/** A form with a field for the country's code makes `+39 39 333…` and `+39 0039 333…` of what was typed with it. */
function withoutRepeatedCode({ countryCallingCode, nationalNumber }: PhoneNumber): PhoneNumber | undefined {
  const rest = nationalNumber.replace(/^00/, '');
  const number = rest.startsWith(countryCallingCode) ? parse(`+${rest}`) : undefined;
  return number?.isValid() ? number : undefined;
}

type Candidate = { number: PhoneNumber; isValid: boolean; isLikely: boolean };

const isMobile = (number: PhoneNumber): boolean => ['MOBILE', 'FIXED_LINE_OR_MOBILE'].includes(number.getType() ?? '');

/** Reads digits as they are dialled in a country. */
function readInCountry(country: string, digits: string): Candidate | null {
  if (!isSupportedCountry(country)) return null;
  const number = parse(digits, country);
  if (number?.isValid()) {
    const isAsWritten = number.formatNational().replace(/\D/g, '') === digits;
    return { number, isValid: true, isLikely: isAsWritten || isMobile(number) };
  }
  const better = applyCorrection(NATIONAL_CORRECTIONS, getCountryCallingCode(country), digits);
  if (better) return { number: better, isValid: true, isLikely: true };
  return number?.isPossible() ? { number, isValid: false, isLikely: false } : null;
}

function readInternational(dialledDigits: string): Candidate | null {
  const number = parse(dialledDigits);
  if (!number) return null;
  const better = number.isValid()
    ? number
    : (applyCorrection(CORRECTIONS, number.countryCallingCode, number.nationalNumber) ?? withoutRepeatedCode(number));
  if (better) return { number: better, isValid: true, isLikely: true };
  return number.isPossible() ? { number, isValid: false, isLikely: false } : null;
}

const EMAIL = /^\s*[^\s@]+@[^\s@]+\.[^\s@]+\s*$/;

/**
 * The first country in which the number is valid. A landline without the trunk zero that its country writes is believed
 * only where no other country has the number: `333 1234567` to an address in Germany is an Italian mobile, not Angermünde.
 */
function readNational(digits: string, countries: readonly string[]): Candidate | null {
  const read = [...new Set(countries)].map((country) => readInCountry(country, digits)).filter((each) => each !== null);
  const valid = read.find(({ isLikely }) => isLikely) ?? read.find(({ isValid }) => isValid);
  if (valid) return valid;
  // As WhatsApp itself names a customer, and as people write who leave the plus out.
  const international = digits.length >= MIN_INTERNATIONAL_DIGITS ? readInternational(`+${digits}`) : null;
  return international?.isValid ? international : (read[0] ?? null);
}

function readOne(text: string, countries: readonly string[]): ParsedPhone | null {
  const digits = toDialString(text);
  if (digits === null) return null;
  const read = digits.startsWith('+') ? readInternational(digits) : readNational(digits, countries);
  return read && { e164: read.number.number, isValid: read.isValid };
}

/**
 * Reads a phone number as people write it: a national one as of the first of `countries` (ISO 3166-1 alpha-2, the
 * likeliest first) in which it is valid, of two numbers in one field the first that is. Null for what can't be dialled.
 */
export function readPhone(text: string, countries: readonly string[] = []): ParsedPhone | null {
  if (text.length > MAX_LENGTH) return null;
  const plain = plainText(text);
  const whole = readOne(plain, countries);
  if (whole?.isValid) return whole;
  for (const between of SEPARATORS) {
    const parts = plain.split(between).filter((part) => part.replace(/\D/g, '').length >= MIN_WHOLE_DIGITS);
    const valid = parts.map((part) => readOne(part, countries)).find((read) => read?.isValid);
    if (valid) return valid;
  }
  return whole;
}

/** The same in E.164. */
export const toE164 = (text: string, countries: readonly string[] = []): string | null =>
  readPhone(text, countries)?.e164 ?? null;

/**
 * Normalises a customer's key as the merchant gives it: an e-mail address, which is the same in capitals, becomes lower
 * case; what starts with `+` or `00` is a phone number and becomes E.164, or null if it is none. A space before digits was a
 * plus until somebody decoded a query. Anything else stays as it is.
 */
export function normaliseUserKey(userKey: string): string | null {
  if (EMAIL.test(userKey)) return userKey.trim().toLowerCase();
  const start = userKey.normalize('NFKC').replace(INVISIBLE_CHARACTERS, '').trimStart();
  if (/^(?:\(?\s*\+|00)/.test(start)) return toE164(userKey);
  return /^\s\d/.test(userKey) ? (toE164(`+${userKey}`) ?? userKey) : userKey;
}
