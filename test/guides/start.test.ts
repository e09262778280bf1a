import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';

const ROOT = join(import.meta.dirname, '../..');
const place = mkdtempSync(join(tmpdir(), 'aisac-start-'));
afterAll(() => rmSync(place, { recursive: true, force: true }));

/** Runs the script of `npm start` until it is ready. Returns its output and a function that stops it with SIGINT. */
function start(): Promise<{ printed: string; end(): Promise<number | null> }> {
  const env = { ...process.env, LOCAL_DIR: place, NO_COLOR: '1' };
  const child = spawn(process.execPath, [join(ROOT, 'scripts/start.ts')], { cwd: ROOT, env });
  const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
  let printed = '';
  return new Promise((resolve, reject) => {
    const onOutput = (chunk: Buffer) => {
      printed += chunk.toString();
      if (!/^To go on:[^]*\n\n/m.test(printed)) return;
      const end = () => {
        child.kill('SIGINT');
        return ended;
      };
      resolve({ printed, end });
    };
    child.stdout.on('data', onOutput);
    child.stderr.on('data', onOutput);
    void ended.then((code) => reject(new Error(`it ended with ${code}: ${printed}`)));
  });
}

/** The last lines of the journeys of the order and its parcel. */
const OUTCOMES = ['completed, outcome «confirmed»', 'completed, outcome «redelivered»'];
const hopsOf = (printed: string): string[] => printed.match(/^\d+\. \w+ → \S+ {2}.*$/gm) ?? [];
const valueOf = (printed: string, name: string): string =>
  new RegExp(`^${name} +(\\S+)`, 'm').exec(printed)?.[1] ?? `${name} is not printed`;

const fieldOf = (page: string, name: string): string =>
  new RegExp(`name="${name}" value="([^"]+)"`).exec(page)?.[1] ?? '';

/** Signs in at the printed address as a reader does, and answers the customer; returns the page afterwards. */
async function answerThere(url: string, key: string): Promise<string> {
  const origin = new URL(url).origin;
  const post = (path: string, fields: Record<string, string>, cookie: string) =>
    fetch(`${origin}${path}`, {
      method: 'POST',
      redirect: 'manual',
      headers: { origin, cookie, 'content-type': 'application/x-www-form-urlencoded' },
      body: String(new URLSearchParams(fields)),
    });
  const entered = await post('/account/profile/sign-in', { api_key: key, next: new URL(url).pathname }, '');
  const cookie = entered.headers
    .getSetCookie()
    .map((each) => each.split(';')[0])
    .join('; ');
  const page = await (await fetch(`${origin}${entered.headers.get('location')}`, { headers: { cookie } })).text();
  const fields = { form_token: fieldOf(page, 'form_token'), client_id: fieldOf(page, 'client_id') };
  await post(`${new URL(url).pathname}/messages`, { ...fields, text: 'Certo, te la cambiamo.' }, cookie);
  return (await fetch(url, { headers: { cookie } })).text();
}

test('npm start plays one order, its parcel and a question, in which every call succeeds, and prints the next steps; so does a second start', async () => {
  const first = await start();
  try {
    expect(
      hopsOf(first.printed).map((hop) =>
        hop.replace(/\?.*|: (?!held|out_for).*|, .*/, '').replace(/\/\d{10}\//, '/…/'),
      ),
    ).toEqual([
      '1. Merchant → Worker  POST /v1/createOrder',
      '2. Worker → Merchant  GET /m/demo/getObject',
      '3. Worker → Meta  POST /v25.0/106540352242922/messages',
      '4. Meta → Worker  POST /webhook/facebook/',
      '5. Meta → Worker  POST /webhook/facebook/',
      '6. Meta → Worker  POST /webhook/facebook/',
      '7. Customer → Worker  POST /webhook/facebook/',
      '8. Worker → Merchant  POST /m/demo/updateObject',
      '9. Merchant → Worker  GET /v1/getRequest',
      '10. Merchant → Worker  GET /v1/getChargesByUserKey',
      '11. Carrier → Worker  POST /v1/shipment_events',
      '12. Carrier → Worker  POST /v1/shipment_events: out_for_delivery',
      '13. Carrier → Worker  POST /v1/shipment_events',
      '14. Carrier → Worker  POST /v1/shipment_events: held',
      '15. Worker → Merchant  GET /m/demo/getObject',
      '16. Worker → Meta  POST /v25.0/106540352242922/messages',
      '17. Customer → Worker  POST /webhook/facebook/',
      "18. Worker → Qapla'  GET /1.3/getShipment/",
      "19. Worker → Qapla'  POST /v2/auth/token",
      "20. Worker → Qapla'  POST /v2/shipments/…/stock-release",
      '21. Carrier → Worker  POST /v1/shipment_events: out_for_delivery',
      '22. Worker → Meta  POST /v25.0/106540352242922/messages',
      '23. Merchant → Worker  GET /v1/shipments/{id}: out_for_delivery',
      '24. Merchant → Worker  GET /v1/getRequest',
      '25. Customer → Worker  POST /webhook/facebook/',
      '26. Merchant → Worker  GET /v1/conversations',
    ]);
    const answers = first.printed.match(/← \d+/g) ?? [];
    expect(answers).toEqual(Array.from({ length: 9 }, () => '← 200'));
    for (const outcome of OUTCOMES) expect(first.printed).toContain(outcome);

    const [worker, key] = [valueOf(first.printed, 'Worker'), valueOf(first.printed, 'API key')];
    for (const [name, path] of [
      ['Profile page', '/account/profile'],
      ['API reference', '/docs'],
    ] as const) {
      const url = valueOf(first.printed, name);
      expect(url).toBe(`${worker}${path}`);
      expect((await fetch(url)).status).toBe(200);
    }
    const conversation = valueOf(first.printed, 'Conversation');
    expect(conversation).toMatch(/\/account\/profile\/conversations\/cnv_\w{26}$/);
    expect(await answerThere(conversation, key)).toContain('Certo, te la cambiamo.');
    // While the person owns the conversation, the flows of the second start would wait.
    const done = await fetch(`${worker}/v1/conversations/${conversation.split('/').at(-1)}`, {
      method: 'PATCH',
      headers: { 'x-api-key': key, 'content-type': 'application/json' },
      body: JSON.stringify({ state: 'done' }),
    });
    expect(done.status).toBe(200);
    const ask = async (path: string): Promise<any> =>
      (await fetch(`${worker}${path}`, { headers: { 'x-api-key': key } })).json();
    const { data: channels } = await ask('/v1/channels');
    const templates = await ask(`/v1/channels/${channels[0].channel_id}/templates`);
    expect(templates.stale).toBeNull();
    expect(templates.data.map(({ name }: any) => name)).toEqual(
      expect.arrayContaining(['cod_confirm', 'cod_reminder']),
    );
  } finally {
    expect(await first.end()).toBe(0);
  }

  const second = await start();
  try {
    for (const outcome of OUTCOMES) expect(second.printed).toContain(outcome);
    expect(valueOf(second.printed, 'API key')).toBe(valueOf(first.printed, 'API key'));
  } finally {
    expect(await second.end()).toBe(0);
  }
}, 240_000);
