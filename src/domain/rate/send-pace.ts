import { sha256Hex } from '../../shared/crypto/hmac';

/** Meta's rate limit error codes: per pair of numbers (131056), and per app, WABA or number. */
const PAIR_RATE_LIMIT = 131056;
const THROUGHPUT = new Set([4, 80007, 130429]);

/** Returns the customer's key in the rate state: hashed, because erasing the customer does not erase this state. */
export const pairOf = async (address: string): Promise<string> => (await sha256Hex(address)).slice(0, 16);

/** Whether one of Meta's error codes says that the number, or a pair of number and customer, sends too fast. */
export const isRateLimit = (code: number | null): boolean =>
  code !== null && (code === PAIR_RATE_LIMIT || THROUGHPUT.has(code));

/** Slows the number or the customer down after Meta answered that we send too fast. */
export async function reportRateLimit(
  { channelRate }: { channelRate: { slowDown(channelId: string, pair: string | null): Promise<void> } },
  { channelId, address }: { channelId: string; address: string },
  code: number | null,
): Promise<void> {
  if (!isRateLimit(code)) return;
  await channelRate.slowDown(channelId, code === PAIR_RATE_LIMIT ? await pairOf(address) : null);
}
