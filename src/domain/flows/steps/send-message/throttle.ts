import { sha256Hex } from '../../../../shared/hmac';
import type { JsonObject } from '../../../../shared/json';
import { type SendAttempt, type SendChannel, type SuspendedSend, suspendedSend } from './send-attempt';

/** Meta's rate limit error codes: per pair of numbers (131056), and per app, WABA or number. */
const PAIR_RATE_LIMIT = 131056;
const THROUGHPUT = new Set([4, 80007, 130429]);
/** If the wait is longer, the run is suspended: a suspended Workflow is not billed. */
const MAX_DELAY_MS = 10_000;

/** Returns the customer's key in the rate state: hashed, because erasing the customer does not erase this state. */
const pairOf = async (to: string): Promise<string> => (await sha256Hex(to)).slice(0, 16);

/** Waits for a rate limit slot of the number and the customer. If the wait is long, returns a suspension instead. */
export async function throttleSend(
  { context: { deps, requestId }, at, input }: SendAttempt,
  { channelId }: SendChannel,
  detail: JsonObject,
): Promise<SuspendedSend | null> {
  const slot = { send: `${requestId}:${at.step}:${at.iteration}`, pair: await pairOf(input.to) };
  let delayed = 0;
  for (;;) {
    const maxDelayMs = MAX_DELAY_MS - delayed;
    const { waitMs, isGranted } = await deps.channelRate.reserve(channelId, { ...slot, maxDelayMs });
    const now = deps.now();
    if (waitMs > maxDelayMs) return suspendedSend('pace', { until: now + waitMs, channelId, detail, now });
    if (waitMs > 0) await deps.sleep(waitMs);
    if (isGranted) return null;
    delayed += waitMs;
  }
}

/** Slows the number or the customer down after Meta answered that we send too fast. */
export async function reportRateLimit(
  { context: { deps }, input }: SendAttempt,
  { channelId }: SendChannel,
  code: number | null,
) {
  if (code === PAIR_RATE_LIMIT) await deps.channelRate.slowDown(channelId, await pairOf(input.to));
  else if (code !== null && THROUGHPUT.has(code)) await deps.channelRate.slowDown(channelId, null);
}
