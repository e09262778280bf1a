import type { BenchAccount } from './account.ts';
import type { Database } from './measured-worker.ts';

/** Inserts due pushes with these ids, each for its own object. */
export async function insertPushes(
  db: Database,
  { accountId, idStore }: BenchAccount,
  ids: string[],
  userKey: string,
): Promise<void> {
  await db
    .prepare(
      `insert into pushes (push_id, account_id, id_store, request_id, step, visit, flow, user_key, object_type, object_id,
        sequence, variables, state, attempts, attempts_before, next_at, held_until, created_at, updated_at)
       select value, ?1, ?2, 'req_' || value, 'push', 1, 'bench', ?3, 'order', value, 1, '{"address_confirmed":true}',
        'pending', 0, 0, ?4, ?4 + 3600000, ?4, ?4 from json_each(?5)`,
    )
    .bind(accountId, idStore, userKey, Date.now(), JSON.stringify(ids))
    .run();
}
