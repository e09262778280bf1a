import { gzipSync } from 'node:zlib';
import { eventually } from '../local/api.ts';
import { harmFault, refusalFault, type Tally } from './family.ts';
import { sendRaw } from './raw.ts';
import { END, type Tenant } from './tenant.ts';

const EVIL = 'evil.example';
const ROUTED = {
  'x-forwarded-host': EVIL,
  'x-host': EVIL,
  forwarded: `host=${EVIL};proto=http`,
  'x-original-url': '/admin/accounts',
  'x-rewrite-url': '/admin/accounts',
  'x-forwarded-prefix': `//${EVIL}`,
};
const LINE_BREAKS = ['\r\nx-evil: 1', '\nx-evil: 1', '\r\nset-cookie: a=b', '\u2028x-evil: 1'];
const OWN_HEADERS = ['host', 'Content-Length', 'transfer-encoding', 'webhook-signature', 'cf-worker', 'x y', ''];
const FETCH = [{ id: 'order', do: 'get_object', save_as: 'order', on_not_found: 'done' }, END];

/** Sends line breaks and reserved headers towards answers and merchants' stores, and headers that mislead routers. */
export async function attackHeaders(tally: Tally, own: Tenant): Promise<void> {
  for (const path of ['/docs', '/healthz', '/nothing', '/v1/account', '/v1/stores']) {
    const [plain, routed] = [await own.as('GET', path), await own.as('GET', path, undefined, { headers: ROUTED })];
    const repeated = routed.text.includes(EVIL) || [...routed.headers].some(([, value]) => value.includes(EVIL));
    const moved = plain.status === routed.status ? null : `${routed.status}, expected ${plain.status}`;
    tally.count(`${path} with forwarded hosts`, repeated ? `it repeats ${EVIL}` : moved);
  }
  const refused = async (what: string, endpoint: { url: string; headers?: Record<string, string> }) => {
    const answer = await own.as('POST', '/v1/stores', { name: 'x', kind: 'custom', get_object: endpoint });
    tally.count(what, refusalFault(answer, 422, { code: 'validation_failed' }));
  };
  const url = own.getObject;
  for (const text of LINE_BREAKS) {
    const encoded = encodeURIComponent(text);
    for (const path of ['/docs', '/v1/account', `/v1/requests/${encoded}`, '/webhook/facebook/']) {
      const query = `?hub.mode=subscribe&hub.verify_token=abcd1234&hub.challenge=${encoded}&x=${encoded}`;
      const answer = await own.as('GET', `${path}${query}`, undefined, { headers: { 'x-d1-bookmark': encoded } });
      const set = answer.headers.get('x-evil') ?? answer.headers.get('set-cookie');
      tally.count(`${path} with ${JSON.stringify(text)}`, set === null ? null : `it sets ${set}`);
    }
    await refused(`a header's value with ${JSON.stringify(text)}`, { url, headers: { 'x-a': `a${text}` } });
    await refused(`a header's name with ${JSON.stringify(text)}`, { url, headers: { [`x-a${text}`]: 'a' } });
    await refused(`an address with ${JSON.stringify(text)}`, { url: `${url}${text}` });
  }
  for (const name of OWN_HEADERS) await refused(`a store's header ${name}`, { url, headers: { [name]: '1' } });

  const before = (await own.seen()).gets.length;
  const ids = ['1\r\nx-evil: 1', '1&admin=1', '1#x', '../../x', '1?x=1', '%0d%0ax-evil:1'];
  for (const id of ids) await (await own.start('lines', FETCH, { object: { type: 'order', id } }))('completed');
  const { gets } = await eventually('the calls of the store', async () => {
    const seen = await own.seen();
    return seen.gets.length >= before + ids.length ? seen : null;
  });
  for (const [i, id] of ids.entries()) {
    const { query, headers } = gets[before + i];
    const isWhole = Object.keys(query).length === 1 && query.order_id === id && headers['x-evil'] === undefined;
    tally.count(`an object's id ${JSON.stringify(id)}`, isWhole ? null : JSON.stringify(query));
  }
}

const headOf = (path: string, { key }: Tenant, more = '') =>
  `POST ${path} HTTP/1.1\r\nhost: x\r\nx-api-key: ${key}\r\ncontent-type: application/json\r\n${more}`;

/** Sends malformed HTTP and compressed bodies. In production Cloudflare's edge reads them first, here the local runtime does. */
export async function attackWire(tally: Tally, own: Tenant): Promise<void> {
  const head = (more: string) => `${headOf('/v1/getRequests', own, more)}\r\n`;
  const hidden = 'GET /healthz?hidden HTTP/1.1\r\nhost: x\r\n\r\n';
  const chunked = 'transfer-encoding: chunked\r\n';
  const tries: Record<string, string> = {
    'two lengths that differ': `${head('content-length: 2\r\ncontent-length: 40\r\n')}{}${hidden}`,
    'two lengths in one': `${head('content-length: 2, 40\r\n')}{}${hidden}`,
    'a length and chunks': `${head(`content-length: ${hidden.length + 5}\r\n${chunked}`)}0\r\n\r\n${hidden}`,
    'chunks by another name': `${head('content-length: 2\r\ntransfer-encoding: xchunked\r\n')}{}`,
    'chunks named twice': `${head(`${chunked}transfer-encoding: identity\r\n`)}0\r\n\r\n`,
    'a space before the colon': `${head('content-length : 2\r\n')}{}`,
    'a folded header': `${head('x-a: 1\r\n content-length: 40\r\ncontent-length: 2\r\n')}{}`,
    'a negative length': `${head('content-length: -1\r\n')}{}`,
    'a chunk larger than its size': `${head(chunked)}2\r\n{}xxxx\r\n0\r\n\r\n`,
    'a chunk size past 2^64': `${head(chunked)}fffffffffffffffff\r\n{}\r\n0\r\n\r\n`,
    'a NUL in a header': head('x-a: a\0b\r\n'),
    'a line break in an idempotency key': `${head('content-length: 2\r\nidempotency-key: a\rb\r\n')}{}`,
    '100 KB of headers': head(`x-a: ${'x'.repeat(100_000)}\r\n`),
    'no HTTP': '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03',
    'a path of 100 KB': `GET /${'x'.repeat(100_000)} HTTP/1.1\r\nhost: x\r\n\r\n`,
    'an unknown verb': 'BREW /v1/account HTTP/1.1\r\nhost: x\r\n\r\n',
  };
  const read: string[] = [];
  for (const [what, sent] of Object.entries(tries)) {
    const { statuses, text } = await sendRaw(own.url, [sent]);
    // The development server itself answers 500 where a body breaks off; the Worker's answers have a trace id.
    const isOurs = statuses.some((status) => status >= 500) && /x-trace-id/i.test(text);
    const fault = isOurs ? text.slice(0, 120) : statuses.length > 1 ? `two answers: ${statuses.join(', ')}` : null;
    tally.count(what, fault);
    read.push(`${what} ${statuses.join('+') || 'closed'}`);
  }
  tally.note(`the local runtime answers: ${read.join('; ')}`);

  const chunk = `10000\r\n${'x'.repeat(65_536)}\r\n`;
  const chunks = [head(chunked), ...Array.from({ length: 40 }, () => chunk), '0\r\n\r\n'];
  const long = await sendRaw(own.url, chunks);
  tally.count('2.6 MB in chunks without a length', long.statuses[0] === 413 ? null : long.text.slice(0, 100));
  for (const bytes of [gzipSync('{}'), gzipSync(Buffer.alloc(60_000_000, 32))]) {
    const headers = { 'content-encoding': 'gzip' };
    const answer = await own.as('POST', '/v1/createRequest', bytes, { headers });
    tally.count(`${bytes.length} bytes of gzip`, refusalFault(answer, [400, 413, 415]));
  }
  tally.count('the Worker still answers', harmFault(await own.as('GET', '/v1/account')));
}

const SLOW_SOCKETS = 60;
const SLOW_MS = 12_000;
const MAX_P99_MS = 500;

/** Opens many sockets that send heads and bodies byte by byte, and checks that other callers are still served. */
export async function attackSlowly(tally: Tally, own: Tenant): Promise<void> {
  const head = headOf('/v1/createRequest', own);
  const drops = Array.from({ length: SLOW_MS / 400 }, () => [{ pauseMs: 400 }, ' ']).flat();
  const sockets = Array.from({ length: SLOW_SOCKETS }, (_, i) =>
    sendRaw(own.url, [i % 2 === 0 ? `${head}content-length: 200000\r\n\r\n` : head, ...drops], 500),
  );
  const times: number[] = [];
  for (const until = Date.now() + SLOW_MS - 1_000; Date.now() < until; ) {
    const started = performance.now();
    const { status } = await own.as('GET', '/v1/account');
    times.push(performance.now() - started);
    if (status !== 200) tally.count('a call beside slow ones', String(status));
  }
  times.sort((a, b) => a - b);
  const p99 = times[Math.floor(times.length * 0.99)] ?? Infinity;
  const slow = p99 < MAX_P99_MS ? null : `p99 ${p99.toFixed(0)} ms`;
  tally.count(`${times.length} calls beside ${SLOW_SOCKETS} slow sockets`, slow);
  const open = (await Promise.all(sockets)).filter(
    ({ ended, statuses }) => ended === 'silent' && statuses.length === 0,
  );
  tally.note(
    `p99 of other calls ${p99.toFixed(0)} ms; ${open.length} slow sockets were still open after ${SLOW_MS / 1_000} s`,
  );
}
