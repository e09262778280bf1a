const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

/** The delays that Standard Webhooks recommends: ten attempts over 75 h 35 min. */
const DELAYS_MS = [5 * SECOND, 5 * MINUTE, 30 * MINUTE, 2 * HOUR, 5 * HOUR, 10 * HOUR, 14 * HOUR, 20 * HOUR, 24 * HOUR];
const MAX_JITTER = 0.1;

/** Returns a delay plus up to 10 % jitter; `random` is in [0, 1). */
export const withJitter = (delayMs: number, random: number): number => Math.round(delayMs * (1 + MAX_JITTER * random));

/** Returns the delay after a number of failed attempts, with jitter; null after the last one. */
export function retryDelay(failedAttempts: number, random: number): number | null {
  const delay = DELAYS_MS[failedAttempts - 1];
  return delay === undefined ? null : withJitter(delay, random);
}

/** Whether half of the attempts have now failed; the account is then warned. */
export const isHalfOfAttempts = (failedAttempts: number): boolean => failedAttempts === (DELAYS_MS.length + 1) / 2;
