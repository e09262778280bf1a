import { sha256Hex } from '../../../../shared/hmac';
import type { JsonObject } from '../../../../shared/json';
import { type Channel, type Held, held, type Send } from './send';

/** Meta's codes for too fast (protocols.md, section 4): to one customer; by the number, its account or the app. */
const PAIR_LIMIT = 131056;
const THROUGHPUT = new Set([4, 80007, 130429]);
/** A run that waits longer sleeps outside, where waiting costs nothing. */
const LONGEST_NAP_MS = 10_000;

/** The customer in the rate state, which outlives an erasure: not by their number. */
const pairOf = async (to: string): Promise<string> => (await sha256Hex(to)).slice(0, 16);

/** Waits for the pace of the number and the customer where that is short; else says until when to wait. */
export async function keepPace(
  { context: { deps, requestId }, at, input }: Send,
  { channelId }: Channel,
  detail: JsonObject,
): Promise<Held | null> {
  const ask = { send: `${requestId}:${at.step}:${at.visit}`, pair: await pairOf(input.to) };
  let napped = 0;
  for (;;) {
    const wait = await deps.channelRate.reserve(channelId, ask);
    const now = deps.now();
    if (wait === 0) return null;
    if (napped + wait > LONGEST_NAP_MS) return held('pace', { until: now + wait, channelId, detail, now });
    await deps.sleep(wait);
    napped += wait;
  }
}

/** Tells the rate state that Meta found us too fast. */
export async function slowDown({ context: { deps }, input }: Send, { channelId }: Channel, code: number | null) {
  if (code === PAIR_LIMIT) await deps.channelRate.slowDown(channelId, await pairOf(input.to));
  else if (code !== null && THROUGHPUT.has(code)) await deps.channelRate.slowDown(channelId, null);
}
