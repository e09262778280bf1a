import { z } from 'zod';
import type { Account } from '../../db/accounts';
import type { AccountShard } from '../../db/directory';
import { MOVE_STAGES } from '../../shared/statuses';
import { formatInstant } from '../../shared/time-zone';
import { AccountResource, presentAccount } from './account';
import { Instant } from './common';

/** An account as whoever deploys sees it. */
export const AdminAccountResource = AccountResource.extend({
  database: z.number().int().meta({ description: 'The number of the database that it lives in' }),
  move: z
    .object({
      from: z.number().int(),
      to: z.number().int(),
      since: Instant,
      stage: z.enum(MOVE_STAGES).meta({ description: 'Its writes are refused until `erase`' }),
      table: z.string().nullable().meta({ description: 'The table that the stage is at' }),
      rows: z.number().int().meta({ description: 'How many rows were copied' }),
    })
    .nullable(),
}).meta({ id: 'AdminAccount' });

export function presentAdminAccount(
  account: Account,
  database: number,
  home: AccountShard | null,
): z.infer<typeof AdminAccountResource> {
  const presented = presentAccount(account);
  if (!home?.stage) return { ...presented, database, move: null };
  const { sourceDatabase, targetDatabase, movingSince, stage, currentTable, rowsCopied } = home;
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
