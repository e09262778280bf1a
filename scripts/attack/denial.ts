import { randomUUID } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import type { Tenant } from './arena.ts';
import { ask } from './ask.ts';
import type { Tally } from './family.ts';
import { type Expected, harmFault, refusalFault } from './fault-of.ts';
import { sendRaw } from './raw.ts';

/** What one call may take on a machine that does other things as well; what backtracks takes years. */
const MOST_MS = 3_000;

const PATTERNS = [
  '(a+)+$',
  '(a|a)*b',
  '(a|aa)+$',
  '(.*){20}x',
  '(a{1,50}){1,50}',
  '([a-zA-Z]+)*$',
  '(x+x+)+y',
  '^(([a-z])+.)+[A-Z]([a-z])+$',
  '(?i)(a|b|ab)*c',
  '(.*a){25}',
  '\\b(\\w+\\s*)+$',
  `(${'a?'.repeat(60)})${'a'.repeat(60)}`,
  'a{1000}',
  '(((((a*)*)*)*)*)b',
];
const LOOPS = [
  '{% for i in (1..1000000000) %}x{% endfor %}',
  '{% for i in (1..1000) %}{% for j in (1..1000) %}{% for k in (1..1000) %}x{% endfor %}{% endfor %}{% endfor %}',
  `{% assign a = "xxxxxxxxxx" %}${'{% assign a = a | append: a %}'.repeat(40)}{{ a }}`,
  `{% capture a %}xxxxxxxxxx{% endcapture %}${'{% capture a %}{{ a }}{{ a }}{% endcapture %}'.repeat(40)}{{ a }}`,
  `${'{% if true %}'.repeat(2_000)}x${'{% endif %}'.repeat(2_000)}`,
  `{{ "${'a,'.repeat(3_000)}" | split: "," | join: "${'x'.repeat(3_000)}" | split: "x" | join: "y" | size }}`,
  `{{ x ${'| append: "aaaaaaaaaaaaaaaa" '.repeat(500)} }}`,
  `{{ "${'a'.repeat(8_000)}" | replace: "a", "${'b'.repeat(8_000)}" }}`,
];

/** Patterns, templates and texts that take other engines for ever. */
export async function attackTime(tally: Tally, mine: Tenant): Promise<void> {
  let slowest = 0;
  const timed = async (what: string, method: string, path: string, body: unknown) => {
    const started = Date.now();
    const answer = await mine.as(method, path, body);
    const ms = Date.now() - started;
    slowest = Math.max(slowest, ms);
    tally.count(what, harmFault(answer, mine.secrets) ?? (ms > MOST_MS ? `it takes ${ms} ms` : null));
  };
  const simulate = (what: string, steps: unknown[], more: object = {}) =>
    timed(what, 'POST', '/v1/flows/x/simulate', {
      definition: { name: 'x', steps: [...steps, { id: 'done', do: 'end', outcome: 'ok' }] },
      id_store: mine.storeId,
      object: { id: '1', text: 'a'.repeat(20_000) },
      ...more,
    });
  for (const pattern of PATTERNS) {
    const cases = Array.from({ length: 50 }, () => ({ pattern, goto: 'done' }));
    const wait = { id: 'wait', do: 'wait_for_reply', timeout: '1h', cases, otherwise: 'done' };
    const replies = Array.from({ length: 20 }, () => ({ after: '1m', text: `${'a'.repeat(4_000)}!` }));
    await simulate(`the pattern ${pattern.slice(0, 40)}`, [wait], { replies });
  }
  for (const template of LOOPS) {
    await simulate(`the template ${template.slice(0, 60)}`, [{ id: 's', do: 'set', variables: { x: template } }]);
    await simulate(`the condition with ${template.slice(0, 60)}`, [
      {
        id: 'b',
        do: 'branch',
        cases: [{ when: `"${'a'.repeat(5_000)}" contains "${'a'.repeat(2_000)}b"`, goto: 'done' }],
      },
    ]);
  }
  const long = {
    'a phone number of 120 digits': { flow: 'x', user_key: `+${'9'.repeat(120)}` },
    'a phone number of spaces': { flow: 'x', user_key: `+39${' '.repeat(120)}1` },
    'a flow of 100,000 letters': { flow: 'a'.repeat(100_000), user_key: 'u' },
  };
  for (const [what, body] of Object.entries(long)) await timed(what, 'POST', '/v1/createRequest', body);
  const order = { order_id: 'long', id_store: mine.storeId, currency: 'EUR', total: '1' };
  const items = Array.from({ length: 10_000 }, () => ({ quantity: 1 }));
  await timed('an order of 10,000 items', 'POST', '/v1/createOrder', { ...order, items });
  await timed('a total of 100,000 digits', 'POST', '/v1/createOrder', {
    ...order,
    total: '9'.repeat(100_000),
    items: [{ quantity: 1 }],
  });
  for (const from of ['9'.repeat(60), '2026-13-45T99:99', '+275760-01-01', '-000001-01-01', 'Infinity', '1e400']) {
    await timed(`the instant ${from}`, 'GET', `/v1/getRequests?created_from=${encodeURIComponent(from)}`, undefined);
  }
  tally.note(`the slowest call took ${slowest} ms of ${MOST_MS}`);
}

/** JSON that is small on the wire and large, deep or strange when it is read. */
export async function attackJson(tally: Tally, mine: Tenant): Promise<void> {
  const inVariables = (value: string) =>
    `{"flow":"x","user_key":"u","id_store":"${mine.storeId}","variables":{"a":${value}}}`;
  const members = Array.from({ length: 12_000 }, (_, i) => `"m${i}":1`).join(',');
  const invalid = { status: 400, code: 'invalid_json' };
  const tooMuch: Expected = { status: 422, code: 'validation_failed' };
  const tries: [string, string | Uint8Array, Expected | null, Record<string, string>?][] = [
    ['100,000 lists deep', inVariables('['.repeat(100_000) + ']'.repeat(100_000)), invalid],
    ['100,000 lists that never close', inVariables('['.repeat(100_000)), invalid],
    ['40,000 objects deep', inVariables('{"a":'.repeat(40_000)), invalid],
    ['65 deep', inVariables('['.repeat(65) + ']'.repeat(65)), invalid],
    ['12,000 members', inVariables(`{${members}}`), tooMuch],
    [
      'the same member 30,000 times',
      inVariables(`{${Array.from({ length: 30_000 }, () => '"a":1').join(',')}}`),
      invalid,
    ],
    ['120,000 elements', inVariables(`[${'1,'.repeat(120_000)}1]`), tooMuch],
    ['the number 1e9999', inVariables('1e9999'), invalid],
    ['the number -1e9999', inVariables('-1e9999'), invalid],
    ['a number of 200,000 digits', inVariables('1'.repeat(200_000)), invalid],
    ['a fraction of 200,000 digits', inVariables(`0.${'1'.repeat(200_000)}`), null],
    ['an exponent of 1,000 digits', inVariables(`1e-${'9'.repeat(1_000)}`), null],
    ['40,000 escapes', inVariables(`"${'\\u0041'.repeat(40_000)}"`), tooMuch],
    ['200,000 spaces', `${' '.repeat(200_000)}{}`, { status: 422 }],
    ['half a surrogate', inVariables('"\\ud800"'), invalid],
    ['a NUL', inVariables('"\\u0000"'), invalid],
    [
      'numbers that collide as keys',
      inVariables(`{${Array.from({ length: 9_000 }, (_, i) => `"${i * 65_536}":1`).join(',')}}`),
      tooMuch,
    ],
    ['gzip', gzipSync('{}'), { status: [400, 415] }, { 'content-encoding': 'gzip' }],
    [
      'a gzip bomb of 60 MB',
      gzipSync(Buffer.alloc(60_000_000, 32)),
      { status: [400, 413, 415] },
      { 'content-encoding': 'gzip' },
    ],
  ];
  for (const [what, body, expected, more = {}] of tries) {
    const started = Date.now();
    const headers = { 'x-api-key': mine.key, 'content-type': 'application/json', ...more };
    const answer = await ask(`${mine.url}/v1/createRequest`, { method: 'POST', headers, body });
    const ms = Date.now() - started;
    const fault = expected === null ? harmFault(answer) : refusalFault(answer, expected);
    tally.count(what, fault ?? (ms > MOST_MS ? `it takes ${ms} ms` : null));
  }
  const head = `POST /v1/createRequest HTTP/1.1\r\nhost: x\r\nx-api-key: ${mine.key}\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n`;
  const chunk = `10000\r\n${'x'.repeat(65_536)}\r\n`;
  const answer = await sendRaw(mine.url, [head, ...Array.from({ length: 40 }, () => chunk), '0\r\n\r\n']);
  tally.count('2.6 MB in chunks without a length', answer.statuses[0] === 413 ? null : answer.text.slice(0, 100));

  const big = 'x'.repeat(3_100_000);
  const webhooks: [string, string][] = [
    ['a webhook with one text of 3 MB', `{"note":"${big}"}`],
    ['a webhook with 500,000 escapes', `{"note":"${'\\u0041'.repeat(500_000)}"}`],
    ['a webhook with a number of 3 MB', `{"id":${'1'.repeat(3_100_000)}}`],
    ['a webhook with 300,000 members', `{${Array.from({ length: 300_000 }, (_, i) => `"${i}":1`).join(',')}}`],
    ['a webhook 1,000,000 deep', `{"a":${'['.repeat(1_000_000)}${']'.repeat(1_000_000)}}`],
    ['a webhook over 3 MiB', `{"note":"${big}${big}"}`],
  ];
  for (const [what, text] of webhooks) {
    const started = Date.now();
    const id = { headers: { 'x-shopify-webhook-id': randomUUID() } };
    const answer = await mine.shopifyOrder(text, id);
    const ms = Date.now() - started;
    tally.count(what, harmFault(answer) ?? (ms > MOST_MS ? `it takes ${ms} ms` : null));
  }
}

const SLOW_SOCKETS = 60;
const SLOW_MS = 12_000;

/** Bodies that come a byte at a time, and heads that never end, from many sockets: others are served meanwhile. */
export async function attackSlowly(tally: Tally, mine: Tenant): Promise<void> {
  const head = `POST /v1/createRequest HTTP/1.1\r\nhost: x\r\nx-api-key: ${mine.key}\r\ncontent-type: application/json\r\n`;
  const drops = Array.from({ length: SLOW_MS / 400 }, () => [{ pauseMs: 400 }, ' ']).flat();
  const sockets = Array.from({ length: SLOW_SOCKETS }, (_, i) =>
    sendRaw(mine.url, [i % 2 === 0 ? `${head}content-length: 200000\r\n\r\n` : head, ...drops], 500),
  );
  const times: number[] = [];
  for (const until = Date.now() + SLOW_MS - 1_000; Date.now() < until; ) {
    const started = performance.now();
    const answer = await mine.as('GET', '/v1/account');
    times.push(performance.now() - started);
    if (answer.status !== 200) tally.count('a call beside slow ones', `${answer.status}`);
  }
  times.sort((a, b) => a - b);
  const p99 = times[Math.floor(times.length * 0.99)] ?? Infinity;
  tally.count(
    `${times.length} calls beside ${SLOW_SOCKETS} slow sockets`,
    p99 < 500 ? null : `p99 ${p99.toFixed(0)} ms`,
  );
  const ended = await Promise.all(sockets);
  const open = ended.filter(({ ended, statuses }) => ended === 'silent' && statuses.length === 0).length;
  tally.note(
    `p99 of other clients ${p99.toFixed(0)} ms; ${open} of ${SLOW_SOCKETS} slow sockets were still open after ${SLOW_MS / 1_000} s: ` +
      'the local runtime has no time limit for a body, in production that is for Cloudflare’s edge',
  );
  tally.count('the Worker afterwards', harmFault(await mine.as('GET', '/v1/account')));
}
