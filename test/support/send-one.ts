import { expect } from 'vitest';
import { type Scene, until } from './scene';

/** Sends one message in its own flow and returns the result: `sent`, or the error code. */
export async function sendOne(scene: Scene, userKey: string, message: Record<string, unknown>): Promise<string> {
  const key = `f${crypto.randomUUID()}`;
  const steps = [
    { id: 'say', do: 'send_message', ...message },
    { id: 'done', do: 'end', outcome: 'x' },
  ];
  await scene.saveFlow({ steps }, key);
  const requestId = await scene.start(key, { user_key: userKey });
  return until(async () => {
    const { status, error } = await scene.request(requestId);
    expect(['completed', 'failed']).toContain(status);
    return error?.code ?? 'sent';
  });
}
