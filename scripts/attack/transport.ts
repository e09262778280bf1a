import { newAppSecret } from '../../test/support/app-secret.ts';
import { eventually } from '../local/api.ts';
import type { World } from '../local/world.ts';
import type { Possessions, Tenant } from './arena.ts';
import { ask } from './ask.ts';
import type { Tally } from './family.ts';
import { harmFault, refusalFault } from './fault-of.ts';
import { type Api, fill } from './operations.ts';
import { sendRaw } from './raw.ts';

const EVIL = 'evil.example';
const ROUTED = {
  'x-forwarded-host': EVIL,
  'x-host': EVIL,
  'x-forwarded-server': EVIL,
  forwarded: `host=${EVIL};proto=http`,
  'x-original-url': '/admin/accounts',
  'x-rewrite-url': '/admin/accounts',
  'x-forwarded-prefix': `//${EVIL}`,
  'x-forwarded-proto': 'http',
};

/** Headers by which a cache or a router could be made to keep or to show the wrong thing. */
export async function attackCaches(
  tally: Tally,
  api: Api,
  mine: Tenant,
  theirs: Tenant,
  has: Possessions,
): Promise<void> {
  const pages = ['/docs', '/openapi.json', '/healthz', '/nothing'];
  for (const path of [...pages, '/v1/account', '/v1/stores']) {
    const [plain, routed] = [await mine.as('GET', path), await mine.as('GET', path, undefined, { headers: ROUTED })];
    const told = routed.text.includes(EVIL) || [...routed.headers].some(([, value]) => value.includes(EVIL));
    const moved = plain.status === routed.status ? null : `${routed.status}, not ${plain.status}`;
    tally.count(`${path} with forwarded hosts`, told ? `it tells ${EVIL}` : moved);
  }
  const media = await theirs.as('GET', `/v1/messages/${has.message}/media`, undefined, { headers: ROUTED });
  tally.count("a file's address with forwarded hosts", media.text.includes(EVIL) ? media.json.url.slice(0, 60) : null);

  const kept = /no-store/;
  for (const { method, path, body } of api.operations.filter(({ scope }) => scope !== null)) {
    const search = method === 'GET' ? `?api_key=${mine.key}` : '';
    const headers: Record<string, string> = search === '' ? { 'x-api-key': mine.key } : {};
    const answer = await ask(`${mine.url}${fill(path, mine.storeId)}${search}`, {
      method: method === 'DELETE' ? 'GET' : method,
      headers,
      body: body ? { no_such_member: 1 } : undefined,
    });
    const told = answer.headers.get('cache-control') ?? 'nothing';
    tally.count(
      `${method} ${path} (${answer.status}) is not to be kept`,
      kept.test(told) ? null : `cache-control: ${told}`,
    );
  }
  for (const path of ['/v1/account', '/admin/accounts', '/media/x', '/webhook/shopify/', '/webhook/facebook/']) {
    const told = (await ask(`${mine.url}${path}`)).headers.get('cache-control') ?? 'nothing';
    tally.count(`a refusal of ${path} is not to be kept`, kept.test(told) ? null : `cache-control: ${told}`);
  }
}

/** Verbs that a header or a parameter would change. */
export async function attackVerbOverride(tally: Tally, mine: Tenant): Promise<void> {
  const made = await mine.call('POST', '/v1/keys', { name: 'to be kept' });
  const path = `/v1/keys/${made.key_id}`;
  for (const name of ['x-http-method-override', 'x-http-method', 'x-method-override']) {
    for (const method of ['GET', 'POST']) {
      await mine.as(method, `${path}?_method=DELETE`, method === 'POST' ? {} : undefined, {
        headers: { [name]: 'DELETE' },
      });
      const { json } = await mine.as('GET', path);
      tally.count(`${name} on ${method}`, json?.revoked_at === null ? null : 'the key is revoked');
    }
  }
}

const CRLF = ['\r\nx-evil: 1', '\nx-evil: 1', '\r\n\r\n<html>', '\r\nset-cookie: a=b', '\u2028x-evil: 1'];

/** Line breaks on their way into an answer's headers, a store's calls and Meta's. */
export async function attackLines(tally: Tally, mine: Tenant, world: World): Promise<void> {
  for (const text of CRLF) {
    const said = encodeURIComponent(text);
    for (const path of ['/docs', '/v1/account', '/nothing', `/v1/requests/${said}`, '/webhook/facebook/']) {
      const query = `?hub.mode=subscribe&hub.verify_token=abcd1234&hub.challenge=${said}&x=${said}`;
      const answer = await mine.as('GET', `${path}${query}`, undefined, { headers: { 'x-d1-bookmark': said } });
      const set = answer.headers.get('x-evil') ?? answer.headers.get('set-cookie');
      tally.count(`${path.slice(0, 24)} with ${JSON.stringify(text)}`, set === null ? null : `it sets ${set}`);
    }
    const url = `${world.merchant}/m/${mine.shop}/getObject`;
    const bodies: [string, unknown][] = [
      ['/v1/stores', { name: 'x', kind: 'custom', get_object: { url, headers: { 'x-a': `a${text}` } } }],
      ['/v1/stores', { name: 'x', kind: 'custom', get_object: { url, headers: { [`x-a${text}`]: 'a' } } }],
      ['/v1/stores', { name: 'x', kind: 'custom', get_object: { url: `${url}${text}` } }],
      ['/v1/stores', { name: 'x', kind: 'shopify', shopify_store_name: `a${text}`, shopify_token_app: 'shpat_x' }],
      ['/v1/stores', { name: 'x', kind: 'shopify', shopify_store_name: 'a', shopify_token_app: `shpat_x${text}` }],
      [
        '/v1/channels',
        { name: 'x', phone_number_id: '1', waba_id: '1', access_token: `EAAG${text}`, app_secret: newAppSecret() },
      ],
      [
        '/v1/channels',
        { name: 'x', phone_number_id: `1${text}`, waba_id: '1', access_token: 'EAAGx', app_secret: newAppSecret() },
      ],
    ];
    for (const [path, body] of bodies) {
      const fault = refusalFault(await mine.as('POST', path, body), { status: 422, code: 'validation_failed' });
      tally.count(`POST ${path} ${JSON.stringify(body).slice(0, 130)}`, fault);
    }
  }
  const url = `${world.merchant}/m/${mine.shop}/getObject`;
  for (const name of [
    'host',
    'Content-Length',
    'transfer-encoding',
    'connection',
    'webhook-signature',
    'Webhook-Id',
    'user-agent',
    'cf-worker',
    'x y',
    'x:y',
    '',
  ]) {
    const body = { name: 'x', kind: 'custom', get_object: { url, headers: { [name]: '1' } } };
    tally.count(`a store's header ${name}`, refusalFault(await mine.as('POST', '/v1/stores', body), { status: 422 }));
  }
  for (const name of ['evil.com/', 'a.b', 'a@evil.com', 'a#', 'a?', '../x', 'A', '-a', '', 'a/..', 'a%2f']) {
    const body = { name: 'x', kind: 'shopify', shopify_store_name: name, shopify_token_app: 'shpat_x' };
    tally.count(`the shop ${name}`, refusalFault(await mine.as('POST', '/v1/stores', body), { status: 422 }));
  }
  const before = (await mine.seen()).gets.length;
  const ids = ['1\r\nx-evil: 1', '1&admin=1', '1#x', '../../x', '1?x=1', '%0d%0ax-evil:1'];
  for (const id of ids) await mine.run('lines', FETCH, { object: { type: 'order', id } });
  const { gets } = await eventually('what the merchant was asked', async () => {
    const seen = await mine.seen();
    return seen.gets.length >= before + ids.length ? seen : null;
  });
  for (const [i, id] of ids.entries()) {
    const { query, headers } = gets[before + i];
    const whole = Object.keys(query).length === 1 && query.order_id === id && headers['x-evil'] === undefined;
    tally.count(`an object's id ${JSON.stringify(id)}`, whole ? null : JSON.stringify(query));
  }
}
const FETCH = [
  { id: 'order', do: 'get_object', save_as: 'order', on_not_found: 'done' },
  { id: 'done', do: 'end', outcome: 'ok' },
];

/** What no client writes on the wire. In production Cloudflare's edge reads it first; here the local runtime does. */
export async function attackWire(tally: Tally, mine: Tenant): Promise<void> {
  const head = (more: string) =>
    `POST /v1/getRequests HTTP/1.1\r\nhost: x\r\nx-api-key: ${mine.key}\r\ncontent-type: application/json\r\n${more}\r\n`;
  const hidden = 'GET /healthz?hidden HTTP/1.1\r\nhost: x\r\n\r\n';
  const tries: Record<string, string> = {
    'two lengths that differ': `${head('content-length: 2\r\ncontent-length: 40\r\n')}{}${hidden}`,
    'two lengths in one': `${head('content-length: 2, 40\r\n')}{}${hidden}`,
    'a length and chunks': `${head(`content-length: ${hidden.length + 5}\r\ntransfer-encoding: chunked\r\n`)}0\r\n\r\n${hidden}`,
    'chunks by another name': `${head('content-length: 2\r\ntransfer-encoding: xchunked\r\n')}{}`,
    'chunks named twice': `${head('transfer-encoding: chunked\r\ntransfer-encoding: identity\r\n')}0\r\n\r\n`,
    'a space before the colon': `${head('content-length : 2\r\n')}{}`,
    'a folded header': `${head('x-a: 1\r\n content-length: 40\r\ncontent-length: 2\r\n')}{}`,
    'a length that is negative': `${head('content-length: -1\r\n')}{}`,
    'a length that is no number': `${head('content-length: 2x\r\n')}{}`,
    'a chunk larger than it says': `${head('transfer-encoding: chunked\r\n')}2\r\n{}xxxx\r\n0\r\n\r\n`,
    'a chunk size past 2^64': `${head('transfer-encoding: chunked\r\n')}fffffffffffffffff\r\n{}\r\n0\r\n\r\n`,
    'a NUL in a header': head('x-a: a\0b\r\n'),
    '100 KB of headers': head(`x-a: ${'x'.repeat(100_000)}\r\n`),
    'no HTTP': '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03',
    'a path of 100 KB': `GET /${'x'.repeat(100_000)} HTTP/1.1\r\nhost: x\r\n\r\n`,
    'an unknown verb': 'BREW /v1/account HTTP/1.1\r\nhost: x\r\n\r\n',
  };
  const served: string[] = [];
  for (const [what, sent] of Object.entries(tries)) {
    const { statuses, text } = await sendRaw(mine.url, [sent]);
    // The development server answers 500 by itself where a body breaks off; the Worker's own have a trace id.
    const ours = statuses.some((status) => status >= 500) && /x-trace-id/i.test(text);
    tally.count(
      what,
      ours ? text.slice(0, 120) : statuses.length > 1 ? `${statuses.join(' and ')}: two answers` : null,
    );
    served.push(`${what} ${statuses.join('+') || 'closed'}`);
  }
  tally.note(`read by the local runtime as: ${served.join('; ')}`);
  tally.count('the Worker still answers', harmFault(await mine.as('GET', '/v1/account')));
}
