import {
  type CountryCode,
  getCountryCallingCode,
  isSupportedCountry,
  type PhoneNumber,
  parsePhoneNumberFromString,
} from 'libphonenumber-js/max';

/** A parsed number. `isValid`: the numbering plan of its country has it; else only its length fits. */
type ParsedPhone = { e164: string; isValid: boolean };

/** Longer texts are not phone numbers. */
const MAX_LENGTH = 100;
/** Maximum number of digits, with prefixes and carrier codes. */
const MIN_DIGITS = 4;
const MAX_DIGITS = 20;
/** The minimum number of digits of a part of a field, or of a number without its plus, that counts as a number. */
const MIN_WHOLE_DIGITS = 9;
const MIN_INTERNATIONAL_DIGITS = 11;

/** Direction marks, joiners, soft hyphens, byte order marks and variation selectors. */
const INVISIBLE_CHARACTERS = /[\p{Cf}\p{Mn}\u034f\u115f\u1160\u3164]/gu;
const HYPHENS = /[\p{Pd}\u2212\u30fc\u00b7\u2022_~]/gu;
/** The zeros of other decimal digits than ASCII's; NFKC folds full-width digits. */
const ZEROS = [0x0660, 0x06f0, 0x0966, 0x09e6, 0x0e50];

/** Before a number: the scheme of a link, or a label. */
const LABEL =
  /^(?:tel|telefono|telephone|phone|cell|cellulare|cel|mobile|mob|handy|movil|celular|whatsapp|wa|sms|n|nr|no|num)\s*[.:]*\s*(?=[+(\d])/i;
/** After a number: an extension, or parameters of a `tel:` link. */
const EXTENSION = /\s*(?:;.*|(?:,\s*)?(?:ext(?:ension)?|int(?:erno)?|x|#)[\s.:]*\d{1,7})$/i;
const PHONE_CHARACTERS = /^[+\d\s().\-/']+$/;
/** Between two numbers in one field; a single slash may also be part of a number (`333/1234567`). */
const SEPARATORS = [/[/;,|\n\r]+|\s-\s|\s(?:o|or|oppure|e|ed|and|und|ou|y)\s/i, /\s+/];

/** Returns a text in ASCII, without invisible characters. */
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

/** Returns `+` and digits for a number with its country code, digits alone without one; null for any other text. */
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
 * Digits that people write between a country code and a mobile number although the numbering plan does not have them, by
 * calling code. A correction is tried only on an invalid number, and used only if the result is valid.
 *
 * - Italian mobile numbers have no trunk zero, though they are often given one.
 * - Mexico dropped 1, 01, 044 and 045 before mobile numbers in 2019. WhatsApp still uses +52 1 for older customers, and
 *   accepts the number without the 1, so both spellings are one number here.
 * - Argentine mobile numbers have 15 after the area code in national calls, and 9 before it in international ones. WhatsApp
 *   uses the 9. A number with neither is a landline, which may use WhatsApp too, so no 9 is added.
 */
const CORRECTIONS: Record<string, [RegExp, string]> = {
  39: [/^0(?<line>3\d{8,9})$/, '$<line>'],
  52: [/^(?:1|01|04[45])(?<line>\d{10})$/, '$<line>'],
  54: [/^(?=\d{12,14}$)9?0?(?<area>\d{2,4}?)15(?<line>\d{6,8})$/, '9$<area>$<line>'],
};
/**
 * Brazil added a 9 to all mobile numbers by 2016, so it is added to a national number without it. A number with +55 stays
 * unchanged, since WhatsApp uses the old form for older customers and accepts both.
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

/** Forms with a separate field for the country code produce `+39 39 333…` and `+39 0039 333…`. */
function withoutRepeatedCode({ countryCallingCode, nationalNumber }: PhoneNumber): PhoneNumber | undefined {
  const rest = nationalNumber.replace(/^00/, '');
  const number = rest.startsWith(countryCallingCode) ? parse(`+${rest}`) : undefined;
  return number?.isValid() ? number : undefined;
}

type Candidate = { number: PhoneNumber; isValid: boolean; isLikely: boolean };

const isMobile = (number: PhoneNumber): boolean => ['MOBILE', 'FIXED_LINE_OR_MOBILE'].includes(number.getType() ?? '');

/** Parses digits as dialled in a country. */
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
 * Returns the number in the first country in which it is valid. A landline without its trunk zero is accepted only if the
 * number is valid in no other country: `333 1234567` with a German address is an Italian mobile, not Angermünde.
 */
function readNational(digits: string, countries: readonly string[]): Candidate | null {
  const read = [...new Set(countries)].map((country) => readInCountry(country, digits)).filter((each) => each !== null);
  const valid = read.find(({ isLikely }) => isLikely) ?? read.find(({ isValid }) => isValid);
  if (valid) return valid;
  // WhatsApp writes numbers so, as do people who omit the plus.
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
 * Parses a phone number as people write it. A national number belongs to the first of `countries` (ISO 3166-1 alpha-2, the
 * likeliest first) in which it is valid. Of two numbers in one field the first valid one counts. Null for any other text.
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

/** Returns a phone number in E.164, or null. */
export const toE164 = (text: string, countries: readonly string[] = []): string | null =>
  readPhone(text, countries)?.e164 ?? null;

/**
 * Normalises the merchant's key of a customer. An e-mail address becomes lower case. A text that starts with `+` or `00`
 * becomes E.164, or null if it is not a phone number; a space before digits counts as a plus that was decoded from a query.
 * Anything else stays unchanged.
 */
export function normaliseUserKey(userKey: string): string | null {
  if (EMAIL.test(userKey)) return userKey.trim().toLowerCase();
  const start = userKey.normalize('NFKC').replace(INVISIBLE_CHARACTERS, '').trimStart();
  if (/^(?:\(?\s*\+|00)/.test(start)) return toE164(userKey);
  return /^\s\d/.test(userKey) ? (toE164(`+${userKey}`) ?? userKey) : userKey;
}

/** Returns the digits by which people look for a number in E.164: with its country code, and as it is dialled in its country. */
export function dialledForms(e164: string): string[] {
  const number = parse(e164);
  const national = number ? [number.nationalNumber, number.formatNational().replace(/\D/g, '')] : [];
  return [...new Set([e164.replace(/\D/g, ''), ...national])];
}
