import type { Context } from 'hono';
import { AppError } from '../../shared/errors/app-error';
import { boundedCache } from '../../shared/lazy/bounded-cache';
import type { AppEnv } from '../request/app-env';

/** The calls of one key in a window. Must equal the limit of the binding KEY_RATE in wrangler.toml. */
const QUOTA = 6_000;
const WINDOW_S = 60;
const MAX_KEYS = 10_000;

type Window = { startedAt: number; calls: number };
const windows = boundedCache<string, Window>(MAX_KEYS);

/** Counts the calls in this isolate. The binding decides, but does not report how many calls remain. */
function countLocally(keyId: string, now: number): Window {
  const current = windows.get(keyId);
  if (current && now - current.startedAt < WINDOW_S * 1_000) {
    current.calls += 1;
    return current;
  }
  const window = { startedAt: now, calls: 1 };
  windows.set(keyId, window);
  return window;
}

/** Counts a call of a key and sets the `RateLimit` headers (IETF draft). Fails with rate_limited above the quota. */
export async function enforceRateLimit(c: Context<AppEnv>, keyId: string): Promise<void> {
  const now = Date.now();
  const { startedAt, calls } = countLocally(keyId, now);
  const reset = Math.max(1, Math.ceil((startedAt + WINDOW_S * 1_000 - now) / 1_000));
  const { success } = await c.env.KEY_RATE.limit({ key: keyId });
  c.header('ratelimit-policy', `"key";q=${QUOTA};w=${WINDOW_S}`);
  c.header('ratelimit', `"key";r=${success ? Math.max(QUOTA - calls, 0) : 0};t=${reset}`);
  if (success) return;
  const detail = `A key may make at most ${QUOTA} calls in ${WINDOW_S} seconds`;
  throw new AppError('rate_limited', detail, { retryAfterMs: reset * 1_000 });
}
