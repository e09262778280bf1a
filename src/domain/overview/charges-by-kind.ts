import type { OverviewRows } from '../../db/pages/overview';

/** `amount` in millionths of the currency. */
export type ChargesOfKind = { kind: string; currency: string; charges: number; amount: bigint };

/** Sums the charges by kind and currency, exactly; within a currency the largest amount first. */
export function chargesByKind(rows: OverviewRows['charges']): ChargesOfKind[] {
  const kinds = new Map<string, ChargesOfKind>();
  for (const { kind, currency, charges, units, millionths } of rows) {
    const key = JSON.stringify([kind, currency]);
    const total = kinds.get(key) ?? { kind, currency, charges: 0, amount: 0n };
    const amount = total.amount + BigInt(units) * 1_000_000n + BigInt(millionths);
    kinds.set(key, { ...total, charges: total.charges + charges, amount });
  }
  return [...kinds.values()].sort(
    (a, b) => a.currency.localeCompare(b.currency) || Number(b.amount - a.amount) || a.kind.localeCompare(b.kind),
  );
}
