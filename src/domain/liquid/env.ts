/** What filters take from the account: the locale of `money`, the zone of `date`, the currency. */
export type LiquidEnv = {
  locale: string;
  zone: string;
  currency: string;
  /** The currency of an amount that an earlier step put under a name of this object; undefined where none is known. */
  currencyOf?: (object: unknown, name: unknown) => string | null | undefined;
};
