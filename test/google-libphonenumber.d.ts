/** It comes without types; this is what the tests use of it. */
declare module 'google-libphonenumber' {
  type Parsed = { getNationalNumber(): number };
  export const PhoneNumberFormat: { E164: number };
  export const PhoneNumberUtil: {
    getInstance(): {
      parse(text: string, country?: string): Parsed;
      format(number: Parsed, format: number): string;
      isValidNumber(number: Parsed): boolean;
      getExampleNumberForType(country: string, type: number): Parsed | null;
    };
  };
}
