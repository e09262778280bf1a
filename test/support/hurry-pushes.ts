import { env } from 'cloudflare:workers';
import { runCron, type Scene } from './scene';

/** Makes the next attempt of every undelivered push of the store due now, and runs the sweep. */
export async function makePushesDue(scene: Pick<Scene, 'storeId'>): Promise<void> {
  await env.DB.prepare(
    "update pushes set next_at = 0, held_until = 0 where id_store = ? and state in ('pending', 'retrying')",
  )
    .bind(scene.storeId)
    .run();
  await runCron();
}
