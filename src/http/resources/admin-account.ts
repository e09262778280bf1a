import { z } from 'zod';
import type { Account } from '../../db/accounts';
import type { AccountHome } from '../../db/directory';
import { MOVE_STAGES } from '../../shared/statuses';
import { formatInstant } from '../../shared/zone';
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
  home: AccountHome | null,
): z.infer<typeof AdminAccountResource> {
  const presented = presentAccount(account);
  if (!home?.stage) return { ...presented, database, move: null };
  const { leaving, movingTo, since, stage, atTable, rowsCopied } = home;
  const move = {
    from: leaving ?? database,
    to: movingTo ?? database,
    since: formatInstant(since ?? 0, account.timeZone),
    stage,
    table: atTable,
    rows: rowsCopied,
  };
  return { ...presented, database, move };
}
