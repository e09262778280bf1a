import type { Context } from 'hono';
import { AppError } from '../../shared/app-error';
import { boundedCache } from '../../shared/bounded-cache';
import type { AppEnv } from '../env';

/** As wrangler.toml sets it on the binding KEY_RATE: calls of one key in one minute, counted by the platform. */
const QUOTA = 6_000;
const WINDOW_S = 60;
const MAX_KEYS = 10_000;

type Window = { startedAt: number; calls: number };
const windows = boundedCache<string, Window>(MAX_KEYS);

/** This isolate's own count: the binding decides, but does not say how much is left. */
function countLocally(keyId: string, now: number): Window {
  const known = windows.get(keyId);
  if (known && now - known.startedAt < WINDOW_S * 1_000) {
    known.calls += 1;
    return known;
  }
  const window = { startedAt: now, calls: 1 };
  windows.set(keyId, window);
  return window;
}

/** Counts a call of a key and says in `RateLimit` (IETF draft) what is left; fails with rate_limited past the quota. */
export async function enforceRateLimit(c: Context<AppEnv>, keyId: string): Promise<void> {
  const now = Date.now();
  const { startedAt, calls } = countLocally(keyId, now);
  const reset = Math.max(1, Math.ceil((startedAt + WINDOW_S * 1_000 - now) / 1_000));
  const { success } = await c.env.KEY_RATE.limit({ key: keyId });
  c.header('ratelimit-policy', `"key";q=${QUOTA};w=${WINDOW_S}`);
  c.header('ratelimit', `"key";r=${success ? Math.max(QUOTA - calls, 0) : 0};t=${reset}`);
  if (success) return;
  c.header('retry-after', String(reset));
  throw new AppError('rate_limited', `A key may make ${QUOTA} calls in ${WINDOW_S} seconds`);
}
