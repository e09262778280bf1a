import type { NamePair } from '../../db/customer-names';

/** Pairs the name that WhatsApp uses for a customer with each other name of theirs, each once. */
export function aliasPairs(
  address: string,
  others: (string | null)[],
  { accountId, at }: Pick<NamePair, 'accountId' | 'at'>,
): NamePair[] {
  const names = new Set(others.filter((name) => name !== null && name !== address) as string[]);
  return [...names].map((name) => ({ accountId, address, name, at }));
}
