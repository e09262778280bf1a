import { sha256Hex } from '../../../../shared/hmac';
import type { JsonObject } from '../../../../shared/json';
import { type SendAttempt, type SendChannel, type SuspendedSend, suspendedSend } from './send-attempt';

/** Meta's codes for too fast (protocols.md, section 4): to one customer; by the number, its account or the app. */
const PAIR_LIMIT = 131056;
const THROUGHPUT = new Set([4, 80007, 130429]);
/** A run that waits longer sleeps outside, where waiting costs nothing. */
const MAX_DELAY_MS = 10_000;

/** The customer in the rate state, which outlives an erasure: not by their number. */
const pairOf = async (to: string): Promise<string> => (await sha256Hex(to)).slice(0, 16);

/** Waits for the pace of the number and the customer where that is short; else says until when to wait. */
export async function throttleSend(
  { context: { deps, requestId }, at, input }: SendAttempt,
  { channelId }: SendChannel,
  detail: JsonObject,
): Promise<SuspendedSend | null> {
  const ask = { send: `${requestId}:${at.step}:${at.iteration}`, pair: await pairOf(input.to) };
  let napped = 0;
  for (;;) {
    const wait = await deps.channelRate.reserve(channelId, ask);
    const now = deps.now();
    if (wait === 0) return null;
    if (napped + wait > MAX_DELAY_MS) return suspendedSend('pace', { until: now + wait, channelId, detail, now });
    await deps.sleep(wait);
    napped += wait;
  }
}

/** Tells the rate state that Meta found us too fast. */
export async function slowDown(
  { context: { deps }, input }: SendAttempt,
  { channelId }: SendChannel,
  code: number | null,
) {
  if (code === PAIR_LIMIT) await deps.channelRate.slowDown(channelId, await pairOf(input.to));
  else if (code !== null && THROUGHPUT.has(code)) await deps.channelRate.slowDown(channelId, null);
}
