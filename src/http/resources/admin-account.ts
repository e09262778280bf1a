import { z } from 'zod';
import type { Account } from '../../db/accounts/accounts';
import type { AccountShard } from '../../db/accounts/directory';
import { MOVE_STAGES } from '../../shared/flows/statuses';
import { formatInstant } from '../../shared/time/time-zone';
import { AccountResource, presentAccount } from './account';
import { Instant } from './common';

/** An account as the admin API returns it. */
export const AdminAccountResource = AccountResource.extend({
  database: z.number().int().meta({ description: 'The number of the database that stores the account' }),
  move: z
    .object({
      from: z.number().int(),
      to: z.number().int(),
      since: Instant,
      stage: z.enum(MOVE_STAGES).meta({ description: 'Writes to the account are rejected until `erase`' }),
      table: z.string().nullable().meta({ description: 'The table that is being processed' }),
      rows: z.number().int().meta({ description: 'The number of rows copied so far' }),
    })
    .nullable(),
}).meta({ id: 'AdminAccount' });

export function presentAdminAccount(
  account: Account,
  database: number,
  shard: AccountShard | null,
): z.infer<typeof AdminAccountResource> {
  const presented = presentAccount(account);
  if (!shard?.stage) return { ...presented, database, move: null };
  const { sourceDatabase, targetDatabase, movingSince, stage, currentTable, rowsCopied } = shard;
  const move = {
    from: sourceDatabase ?? database,
    to: targetDatabase ?? database,
    since: formatInstant(movingSince ?? 0, account.timeZone),
    stage,
    table: currentTable,
    rows: rowsCopied,
  };
  return { ...presented, database, move };
}
