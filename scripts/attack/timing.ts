import { createHmac } from 'node:crypto';
import { metaBytes, metaDelivery, replyValue } from '../../test/standins/meta-webhooks.ts';
import type { Tenant } from './arena.ts';
import { type Asked, ask } from './ask.ts';
import type { Tally } from './family.ts';

/**
 * The least difference that counts as a leak. Over the internet 15 to 100 µs can be told apart after many thousand calls
 * (Crosby, Wallach, Riedi, "Opportunities and Limits of Remote Timing Attacks", 2009); a comparison that stops at the
 * first wrong byte differs by nanoseconds, a look-up in D1 by hundreds of µs.
 */
const LEAK_US = 100;
const SAMPLES = 300;
/** A pair that takes longer has fewer samples; their interval says how much they are worth. */
const MOST_MS = 6_000;
const RESAMPLES = 400;

type Call = Asked & { url: string };

const median = (values: Float64Array): number => {
  const sorted = values.toSorted();
  return ((sorted[(sorted.length - 1) >> 1] ?? 0) + (sorted[sorted.length >> 1] ?? 0)) / 2;
};

/** The difference of two medians in µs, with the interval in which it lies in 99 of 100 cases (bootstrap). */
function compare(a: Float64Array, b: Float64Array): { us: number; low: number; high: number } {
  const drawn = (from: Float64Array) => from.map(() => from[Math.floor(Math.random() * from.length)] ?? 0);
  const differences = Float64Array.from({ length: RESAMPLES }, () => median(drawn(a)) - median(drawn(b))).sort();
  const at = (part: number) => (differences[Math.floor(part * (RESAMPLES - 1))] ?? 0) * 1_000;
  return { us: (median(a) - median(b)) * 1_000, low: at(0.005), high: at(0.995) };
}

/** Calls one and the other in turn, each first as often as the other, and takes how long each took. */
async function measure(one: Call, other: Call): Promise<ReturnType<typeof compare>> {
  const taken: [number[], number[]] = [[], []];
  const take = async (into: number[], { url, ...call }: Call) => {
    const started = performance.now();
    await ask(url, call);
    into.push(performance.now() - started);
  };
  for (const until = Date.now() + MOST_MS; taken[1].length < SAMPLES && Date.now() < until; ) {
    const turns = [() => take(taken[0], one), () => take(taken[1], other)];
    for (const turn of taken[0].length % 2 === 0 ? turns : turns.toReversed()) await turn();
  }
  // The first ten only warm both ways up.
  const [a, b] = taken.map((times) => Float64Array.from(times.slice(10)));
  return compare(a ?? new Float64Array(), b ?? new Float64Array());
}

/** Which of the two surely takes longer, by so much that it is of use: 1, -1, or 0 for neither. */
const leans = ({ low, high }: ReturnType<typeof compare>): number => (low > LEAK_US ? 1 : high < -LEAK_US ? -1 : 0);

const flipped = (bytes: Buffer, at: number): Buffer => {
  const copy = Buffer.from(bytes);
  copy[at] = (copy[at] ?? 0) ^ 1;
  return copy;
};

/** Whether the time of a refusal tells how much of a secret was right. */
export async function attackTiming(tally: Tally, mine: Tenant, adminToken: string): Promise<void> {
  const { url, key } = mine;
  const account = (given: string): Call => ({ url: `${url}/v1/account`, headers: { 'x-api-key': given } });
  const admin = (token: string): Call => ({
    url: `${url}/admin/accounts`,
    headers: { authorization: `Bearer ${token}` },
  });
  const verify = (token: string): Call => ({
    url: `${url}/webhook/facebook/?hub.mode=subscribe&hub.challenge=1&hub.verify_token=${token}`,
  });
  const meta = Buffer.from(metaBytes(metaDelivery(mine.number, replyValue({ from: mine.customer, text: 'x' }))));
  const metaMac = createHmac('sha256', mine.appSecret).update(meta).digest();
  const signedByMeta = (mac: Buffer): Call => ({
    url: `${url}/webhook/facebook/`,
    method: 'POST',
    body: meta,
    headers: { 'x-hub-signature-256': `sha256=${mac.toString('hex')}` },
  });
  const order = Buffer.from('{"id":1}');
  const shopifyMac = createHmac('sha256', mine.webhookSecret).update(order).digest();
  const signedByShopify = (mac: Buffer): Call => ({
    url: `${url}/webhook/shopify/?action=creation&id_store=${mine.idShopify}&api_key=${key}`,
    method: 'POST',
    body: order,
    headers: { 'x-shopify-hmac-sha256': mac.toString('base64') },
  });
  const wrong = 'aisac_'.padEnd(key.length, '_');
  const last = (text: string) => text.slice(0, -1) + (text.endsWith('0') ? '1' : '0');
  const first = (text: string) => (text.startsWith('0') ? '1' : '0') + text.slice(1);

  const pairs: [string, Call, Call][] = [
    ['an API key: all but its last letter, none of it', account(last(key)), account(wrong)],
    ['an API key: the right length, another', account(wrong), account('aisac_x')],
    ['ADMIN_TOKEN: wrong at its end, at its beginning', admin(last(adminToken)), admin(first(adminToken))],
    ['ADMIN_TOKEN: the right length, another', admin('0'.repeat(adminToken.length)), admin('0')],
    ['META_VERIFY_TOKEN: wrong at its end, at its beginning', verify('abcd1235'), verify('bbcd1234')],
    ['META_VERIFY_TOKEN: the right length, another', verify('xxxxxxxx'), verify('x')],
    [
      "Meta's signature: wrong in its last byte, in its first",
      signedByMeta(flipped(metaMac, 31)),
      signedByMeta(flipped(metaMac, 0)),
    ],
    [
      "Shopify's signature: wrong in its last byte, in its first",
      signedByShopify(flipped(shopifyMac, 31)),
      signedByShopify(flipped(shopifyMac, 0)),
    ],
  ];
  const shown = ({ us, low, high }: ReturnType<typeof compare>) =>
    `${us.toFixed(0)} µs [${low.toFixed(0)}, ${high.toFixed(0)}]`;
  for (const [what, one, other] of pairs) {
    const difference = await measure(one, other);
    // What the machine does beside may weigh on one side; a leak shows again, on the same side.
    const again = leans(difference) === 0 ? null : await measure(one, other);
    const leak = again !== null && leans(again) === leans(difference);
    tally.count(what, leak ? `${shown(difference)}, and again ${shown(again)} apart` : null);
    tally.note(`${what}: ${shown(difference)}${again === null ? '' : `, then ${shown(again)}`}`);
  }
  // What is known to differ: a key that is looked up in D1, and none.
  const control = await measure(account(wrong), { url: `${url}/v1/account` });
  const seen = control.low > LEAK_US;
  tally.count('the measurement sees a look-up in D1', seen ? null : `${shown(control)}: it is blind`);
  tally.note(
    `as a control, a look-up in D1 and none: ${shown(control)}; a leak is a difference surely over ${LEAK_US} µs`,
  );
}
