import { CHARGES, type ChargeKind, PRICES, REFUSED_CHARGES } from './accounts.ts';
import type { Caller } from './caller.ts';
import type { Run } from './check-requests.ts';
import { checkRow, compareRow, type PromiseRow } from './promises.ts';

const inTenThousandths = (amount: string): number => Math.round(Number(amount) * 10_000);

/** Numbers equal names, so that each is unique. */
function numbered(names: string[]): string[] {
  const times = new Map<string, number>();
  return names.map((name) => {
    const time = (times.get(name) ?? 0) + 1;
    times.set(name, time);
    return `${name} ${time}`;
  });
}

const chargesOf = ({ accepted: { flow }, outcome }: Run): ChargeKind[] =>
  flow === 'held' && outcome !== 'ok' ? REFUSED_CHARGES : (CHARGES[flow] ?? []);

/** Each customer's ledger has one line for each charge of their runs, at its price, and its total is their sum. */
export async function checkLedger(
  { all, must }: Caller,
  runs: Run[],
): Promise<{ rows: PromiseRow[]; expected: number; charged: number }> {
  const customers = Map.groupBy(runs, ({ accepted, userKey }) => `${accepted.account.name}: ${userKey}`);
  const [promised, found]: [string[], string[]] = [[], []];
  const exact = new Set<string>();
  let [expected, charged] = [0, 0];
  for (const [customer, own] of customers) {
    const [{ accepted, userKey }] = own as [Run];
    const { headers } = accepted.account;
    const kinds = own.flatMap((run) => chargesOf(run).map((kind) => ({ ...run, kind })));
    const sum = kinds.reduce((total, { kind }) => total + PRICES[kind], 0);
    const path = `/v1/getChargesByUserKey?user_key=${encodeURIComponent(userKey)}`;
    const total = inTenThousandths((await must('GET', path, { headers })).total);
    const lines = await all(path, headers);
    promised.push(...numbered(kinds.map(({ requestId, kind }) => `${requestId} ${kind}`)));
    found.push(...numbered(lines.map(({ request_id, kind }) => `${request_id} ${kind}`)));
    const priced = lines.every(({ kind, amount }) => inTenThousandths(amount) === PRICES[kind as ChargeKind]);
    if (priced && total === sum) exact.add(customer);
    expected += sum;
    charged += total;
  }
  return {
    expected,
    charged,
    rows: [
      compareRow('charge: one line for each', promised, found),
      checkRow("customer's total: exact", [...customers.keys()], (customer) => exact.has(customer)),
    ],
  };
}
