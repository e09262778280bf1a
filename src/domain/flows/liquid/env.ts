/** What filters take from the account: the locale of `money`, the zone of `date`, the currency. */
export type LiquidEnv = { locale: string; zone: string; currency: string };
