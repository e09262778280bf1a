import { callJson, eventually } from '../scripts/local/api.ts';
import { startWorld } from '../scripts/local/world.ts';

/*
 * Whether pushes to a shop of Shopify use its bucket of points and never overrun it (issue 7): the stand-in counts what it
 * throttles. PUSHES says how many; 500 take 80 s at the least.
 */
const PUSHES = Number(process.env.PUSHES ?? 300);
const BUCKET = { maximum: 1_000, restore_rate: 50 };
const COST = 10;
const TARGET = 0.9;

const world = await startWorld({ cronMs: 5_000 });
const { url } = world.worker();
try {
  const control = `${world.shopify}/_control/shopify/bench`;
  const orders = Object.fromEntries(Array.from({ length: PUSHES }, (_, i) => [String(i + 1), {}]));
  await callJson('PUT', control, { body: { token: 'not yet', orders } });
  const admin = { authorization: `Bearer ${world.adminToken}` };
  const { api_key } = await callJson('POST', `${url}/admin/accounts`, { headers: admin, body: { name: 'b' } });
  const headers = { 'x-api-key': api_key };
  const store = { name: 'b', kind: 'shopify', shopify_store_name: 'bench', shopify_token_app: 'bench' };
  const { id_store } = await callJson('POST', `${url}/v1/stores`, { headers, body: store });
  const steps = [
    { id: 'push', do: 'update_object', variables: { note: 'x' } },
    { id: 'end', do: 'end', outcome: 'x' },
  ];
  await callJson('PUT', `${url}/v1/flows/bench`, { headers, body: { name: 'bench', steps } });

  const request = (i: number) =>
    callJson('POST', `${url}/v1/createRequest`, {
      headers,
      body: { flow: 'bench', user_key: `u${i}`, object: { type: 'order', id: String(i + 1) } },
    });
  // The token is refused until all are accepted: so the bucket is what they wait for, and nothing else.
  for (let i = 0; i < PUSHES; i += 20) {
    await Promise.all(Array.from({ length: Math.min(20, PUSHES - i) }, (_, k) => request(i + k)));
  }
  await eventually(
    'all pushes accepted',
    async () => {
      let [count, cursor] = [0, ''];
      do {
        const page = await callJson('GET', `${url}/v1/pushes?limit=100${cursor}`, { headers });
        count += page.data.length;
        cursor = page.next_cursor ? `&cursor=${page.next_cursor}` : '';
      } while (cursor !== '');
      return count === PUSHES ? count : null;
    },
    300_000,
  );
  await callJson('PUT', control, { body: { token: 'bench', bucket: BUCKET } });
  await callJson('POST', `${url}/v1/stores/${id_store}/resume`, { headers, body: {} });
  const { calls, throttled } = await eventually(
    'all pushes',
    async () => {
      const seen = await callJson('GET', control);
      return seen.calls.length >= PUSHES ? seen : null;
    },
    600_000,
  );
  const seconds = (calls.at(-1).at - calls[0].at) / 1_000;
  const soonest = (PUSHES * COST - BUCKET.maximum) / BUCKET.restore_rate;
  const share = soonest / seconds;
  console.log(
    `${PUSHES} pushes in ${seconds.toFixed(1)} s; the bucket allows ${soonest.toFixed(1)} s: ${(100 * share).toFixed(0)} %`,
  );
  console.log(`throttled: ${throttled} (at most 0); of the rate that the bucket allows at least ${100 * TARGET} %`);
  if (throttled > 0 || share < TARGET) process.exitCode = 1;
} finally {
  await world.stop();
}
