import type { Account } from '../../db/accounts/accounts';
import type { OverviewRows } from '../../db/pages/overview';

/** `saved` in millionths of the account's currency; null if the account has not said what a return costs. */
export type AvoidedReturns = { parcels: number; saved: bigint | null; currency: string };

/** Counts the held parcels that a release brought to their delivery, and what their returns would have cost, exactly. */
export function avoidedReturns(
  rows: OverviewRows['returnsAvoided'],
  { returnCost, currency }: Pick<Account, 'returnCost' | 'currency'>,
): AvoidedReturns {
  const parcels = rows.reduce((sum, row) => sum + row.parcels, 0);
  return { parcels, saved: returnCost === null ? null : BigInt(returnCost) * BigInt(parcels), currency };
}
