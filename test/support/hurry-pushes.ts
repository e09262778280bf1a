import { env } from 'cloudflare:workers';
import { runCron, type Scene } from './scene';

/** Brings the next attempt of everything that the store still owes forward to now, and has the sweeper find it. */
export async function hurryPushes(scene: Scene): Promise<void> {
  await env.DB.prepare(
    "update pushes set next_at = 0, held_until = 0 where id_store = ? and state in ('pending', 'retrying')",
  )
    .bind(scene.storeId)
    .run();
  await runCron();
}
