import type { NamePair } from '../../db/customer-names';

/** Pairs the name that WhatsApp uses for a customer with each other name of theirs, each once. */
export function namePairs(
  of: string,
  others: (string | null)[],
  { accountId, at }: Pick<NamePair, 'accountId' | 'at'>,
): NamePair[] {
  const names = new Set(others.filter((name) => name !== null && name !== of) as string[]);
  return [...names].map((name) => ({ accountId, of, name, at }));
}
