import assert from 'node:assert/strict';
import { callJson, eventually } from './local/api.ts';
import { startWorld } from './local/world.ts';

/* Accepts 2,000 requests in one burst by the real Worker, and looks whether each of them ran to its end, once. */
const REQUESTS = 2_000;
const CLIENTS = 20;

const world = await startWorld({ cronMs: 5_000 });
const { url } = world.worker();

try {
  const { api_key } = await callJson('POST', `${url}/admin/accounts`, {
    headers: { authorization: `Bearer ${world.adminToken}` },
    body: { name: 'Raffica', price_list: { 'flow.run': '0.0500' } },
  });
  const headers = { 'x-api-key': api_key };
  await callJson('POST', `${url}/v1/stores`, { headers, body: { name: 'Raffica', kind: 'custom' } });
  await callJson('PUT', `${url}/v1/flows/burst`, {
    headers,
    body: { name: 'Raffica', steps: [{ id: 'done', do: 'end', outcome: 'ok' }] },
  });

  const started = Date.now();
  let accepted = 0;
  async function client(): Promise<void> {
    while (accepted < REQUESTS) {
      accepted += 1;
      const body = { flow: 'burst', user_key: 'u' };
      await callJson('POST', `${url}/v1/createRequest`, { headers, body });
    }
  }
  await Promise.all(Array.from({ length: CLIENTS }, client));
  const acceptedMs = Date.now() - started;

  const rowsOf = async (status: string): Promise<number> => {
    let count = 0;
    for (let cursor = ''; ; ) {
      const path = `/v1/getRequests?limit=100&status=${status}${cursor}`;
      const page = await callJson('GET', `${url}${path}`, { headers });
      count += page.data.length;
      if (!page.next_cursor) return count;
      cursor = `&cursor=${encodeURIComponent(page.next_cursor)}`;
    }
  };
  await eventually(
    'the end of every request',
    async () => ((await rowsOf('completed')) === REQUESTS ? true : null),
    300_000,
  );
  const endedMs = Date.now() - started;
  const { total } = await callJson('GET', `${url}/v1/getChargesByUserKey?user_key=u&limit=1`, { headers });
  assert.equal(total, (REQUESTS * 0.05).toFixed(4), 'each run was charged once');
  console.log(`${REQUESTS} requests accepted in ${acceptedMs} ms, all ended after ${endedMs} ms, none lost, each once`);
} finally {
  await world.stop();
}
