import type { NamePair } from '../../db/customers/customer-names';

/** Pairs the address that WhatsApp uses for a customer with each of their other aliases, each once. */
export function aliasPairs(
  address: string,
  aliases: (string | null)[],
  { accountId, at }: Pick<NamePair, 'accountId' | 'at'>,
): NamePair[] {
  const others = new Set(aliases.filter((alias) => alias !== null && alias !== address) as string[]);
  return [...others].map((name) => ({ accountId, address, name, at }));
}
