import { env } from 'cloudflare:workers';
import { runCron, type Scene } from './scene';

/** Makes the next attempt of every undelivered push of the store due now, or of those of these requests, and runs the sweep. */
export async function makePushesDue(scene: Pick<Scene, 'storeId'>, requestIds: string[] | null = null): Promise<void> {
  await env.DB.prepare(
    `update pushes set next_at = 0, held_until = 0 where id_store = ?1 and state in ('pending', 'retrying')
      and (?2 is null or request_id in (select value from json_each(?2)))`,
  )
    .bind(scene.storeId, requestIds && JSON.stringify(requestIds))
    .run();
  await runCron();
}
