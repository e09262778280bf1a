/** The package has no types. These are the parts that the tests use. */
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
