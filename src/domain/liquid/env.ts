/** The account's settings for the filters: the locale of `money`, the time zone of `date`, the currency. */
export type LiquidEnv = {
  locale: string;
  zone: string;
  currency: string;
  /** Returns the currency of an amount that an earlier step put into this member; undefined where none is known. */
  currencyOf?: (object: unknown, name: unknown) => string | null | undefined;
};
