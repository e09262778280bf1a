import { type Answer, callJson, eventually } from '../local/api.ts';
import { callAll } from '../local/call-all.ts';
import { harmFault, leakOf, refusalFault, type Tally } from './family.ts';
import { type Api, fill } from './operations.ts';
import { END, type Tenant } from './tenant.ts';

const CONCURRENCY = 6;

/** Members that no caller may assign. */
const ASSIGNED = { account_id: 'acc_x', status: 'completed', created_at: '2020-01-01', is_admin: true, hash: 'x' };

/** Sends every body with members that nobody may assign, at the top and nested. */
export async function attackAssignment(tally: Tally, api: Api, own: Tenant): Promise<void> {
  await callAll(api.operations, CONCURRENCY, async ({ method, path, scope, members }) => {
    if (members === null || scope === null) return;
    // A merge patch is validated together with the row that it changes, so that row must exist.
    const at = fill(path, path.includes('/stores/') ? own.idStore : 'x');
    const kind = members.includes('kind') ? { kind: 'custom' } : {};
    for (const [name, value] of Object.entries(ASSIGNED)) {
      if (members.includes(name)) continue;
      const answer = await own.as(method, at, { ...kind, [name]: value });
      tally.count(`${method} ${path}, ${name}`, refusalFault(answer, 422));
    }
  });

  const order = { order_id: 'n', currency: 'EUR', total: '1', items: [{ quantity: 1, id: 'x' }] };
  const store = { name: 'x', kind: 'custom' };
  const nested: [path: string, body: unknown, pointer: string][] = [
    [
      '/v1/createRequest',
      { flow: 'own', user_key: 'u', object: { type: 'order', id: '1', account_id: 'x' } },
      '/object/account_id',
    ],
    ['/v1/createOrder', order, '/items/0/id'],
    ['/v1/stores', { ...store, rate: { per_second: 1, unlimited: true } }, '/rate/unlimited'],
    ['/v1/stores', { ...store, get_object: { url: 'https://shop.it/', redirect: 'follow' } }, '/get_object/redirect'],
  ];
  for (const [path, body, pointer] of nested) {
    const answer = await own.as('POST', path, body);
    const isNamed = answer.json?.errors?.some(
      (error: any) => error.path === pointer && error.code === 'unknown_member',
    );
    tally.count(`POST ${path}, ${pointer}`, refusalFault(answer, 422) ?? (isNamed ? null : 'the member is not named'));
  }
}

/** Returns text in the form of a cursor. */
const cursorOf = (text: string): string => `c1.${Buffer.from(text, 'latin1').toString('base64').replaceAll('=', '')}`;
const CURSORS = [
  'x',
  'c1.',
  'c1.!!!!',
  'c2.a2V5',
  'x'.repeat(5_000),
  ...['__proto__', "' or 1=1 --", 'str_', 'str_00000000000000000000000000\0', '{"account_id":"acc_x"}'].map(cursorOf),
  ...['999999999999999999999/x', '-1', '1/../../x', '\xff\xfe'].map(cursorOf),
];
/** Lists that need another parameter. */
const NEEDED: Record<string, string> = {
  '/v1/messages': 'user_key=u&',
  '/v1/getFlowByUserKey': 'user_key=u&',
  '/v1/getChargesByUserKey': 'user_key=u&',
  '/v1/flows/{key}': 'versions=all&',
};

/** Returns the ids of what has lists of its own, by the beginning of their paths. */
async function makeParents(own: Tenant): Promise<Record<string, string>> {
  const subscription = { url: 'https://shop.example/hook', types: ['*'] };
  const { json: subscribed } = await own.as('POST', '/v1/subscriptions', subscription);
  return {
    '/v1/channels/': own.channelId,
    '/v1/subscriptions/': subscribed?.subscription_id ?? 'x',
  };
}

/** Requests every list with cursors of another account, cursors of other lists and invented ones. */
export async function attackCursors(tally: Tally, api: Api, own: Tenant, other: Tenant): Promise<void> {
  const words = [...other.secrets, other.name, other.accountId];
  const lists = api.operations.filter(
    ({ path, query, scope, method }) =>
      // A conversation begins with a customer, and this account has none.
      query.includes('cursor') && scope && method === 'GET' && !path.startsWith('/v1/conversations/'),
  );
  // A second version, so that versions have a second page.
  await other.putFlow('x', { name: other.name, steps: [{ ...END, outcome: 'second' }] });
  const parents = await makeParents(own);
  for (const { path } of lists) {
    const [, id = 'x'] = Object.entries(parents).find(([prefix]) => path.startsWith(prefix)) ?? [];
    const at = `${fill(path, id)}?${NEEDED[path] ?? ''}`;
    const list = (name: string, value: string) => own.as('GET', `${at}${name}=${encodeURIComponent(value)}`);
    const usable = await list('limit', '1');
    tally.count(`${path} answers`, usable.status === 200 ? null : `${usable.status} ${usable.text}`);
    for (const cursor of CURSORS) {
      const answer = await list('cursor', cursor);
      // A text may be a valid cursor of a list, which then finds the caller's own rows only.
      const fault = answer.status === 200 ? leakOf(answer, words) : refusalFault(answer, 422, { secrets: words });
      tally.count(`${path} with the cursor ${cursor.slice(0, 40)}`, fault);
    }
    const { json } = await other.as('GET', `${at}limit=1`);
    if (!json?.next_cursor) continue;
    tally.count(`${path} with their cursor`, harmFault(await list('cursor', json.next_cursor), words));
    for (const crossed of ['/v1/keys', '/v1/orders', '/v1/pushes'].filter((each) => each !== path)) {
      const answer = await own.as('GET', `${crossed}?cursor=${encodeURIComponent(json.next_cursor)}`);
      tally.count(`${crossed} with a cursor of ${path}`, refusalFault(answer, 422));
    }
  }
}

const SQL = [
  "' or '1'='1",
  "x' or 1=1 --",
  "'; drop table requests; --",
  "' union select hash, 1 from api_keys --",
  '%',
  '?1',
  "x' || (select hex(randomblob(100000000))) || '",
];
const MAX_SQL_MS = 5_000;

/** Puts SQL into every filter and every path. */
export async function attackSql(tally: Tally, api: Api, own: Tenant, other: Tenant): Promise<void> {
  const words = [...other.secrets, other.name, other.accountId];
  // The response repeats the requested text.
  const withoutOwn = (answer: Answer, text: string): Answer => ({
    ...answer,
    text: answer.text.replaceAll(JSON.stringify(text).slice(1, -1), ''),
  });
  const reads = api.operations.filter(({ method, scope }) => method === 'GET' && scope !== null);
  const tries = reads.flatMap(({ path, query }) =>
    SQL.flatMap((text) => {
      const filters = query.map((name) => {
        const needed = name === 'user_key' || name === 'request_id' ? '' : (NEEDED[path] ?? '');
        return `${fill(path)}?${needed}${name}=${encodeURIComponent(text)}`;
      });
      return (path.includes('{') ? [...filters, fill(path, text)] : filters).map((at) => ({ at, text }));
    }),
  );
  await callAll(tries, CONCURRENCY, async ({ at, text }) => {
    const started = Date.now();
    const answer = await own.as('GET', at);
    const found = answer.status === 200 && answer.json?.data?.length > 0 ? 'it finds rows' : null;
    const slow = Date.now() - started > MAX_SQL_MS ? `it takes over ${MAX_SQL_MS} ms` : null;
    tally.count(`GET ${at}`, harmFault(withoutOwn(answer, text), words) ?? found ?? slow);
  });
  for (const text of SQL) {
    const erased = await own.as('DELETE', `/v1/users/${encodeURIComponent(text)}`);
    tally.count(`DELETE /v1/users/${text}`, harmFault(withoutOwn(erased, text), words));
  }
}

const LIQUID = '{{ 7 | times: 7 }}{{ store.secret }}{% for i in (1..3) %}x{% endfor %}{{ request | json }}{{';

/** Puts Liquid into texts of customers and merchants' objects: all arrive unchanged. */
export async function attackLiquid(tally: Tally, own: Tenant): Promise<void> {
  await callJson('PUT', own.control, { body: { objects: { '666': { id: '666', name: LIQUID } } } });
  await own.reply({ text: 'Buongiorno' });
  await eventually('the first message', async () => {
    const { data } = await own.call('GET', `/v1/messages?user_key=%2B${own.customer}`);
    return data.length > 0 ? data : null;
  });
  const pushed = {
    object: '{{ order.name }}',
    variable: '{{ variables.hostile }}',
    reply: '{{ reply.text }}',
    copy: '{{ variables.copy }}',
  };
  const steps = [
    { id: 'order', do: 'get_object', save_as: 'order' },
    { id: 'ask', do: 'send_message', to: '{{ request.user_key }}', text: '{{ order.name }}' },
    { id: 'answer', do: 'wait_for_reply', timeout: '1h', otherwise: 'copy' },
    { id: 'copy', do: 'set', variables: { copy: '{{ variables.hostile }}' } },
    { id: 'push', do: 'update_object', variables: pushed, wait: true },
    END,
  ];
  const input = { object: { type: 'order', id: '666' }, variables: { hostile: LIQUID } };
  const reaches = await own.start('liquid', steps, input);
  await reaches('waiting');
  await own.reply({ text: LIQUID });
  await reaches('completed');
  const check = (what: string, text: unknown) =>
    tally.count(`Liquid in ${what}`, text === LIQUID ? null : `it became ${JSON.stringify(text)}`);
  check('a message', (await own.sent()).at(-1)?.body.text.body);
  const { deliveries } = await own.seen();
  const variables = deliveries.find(({ body }) => body.object_id === '666')?.body.variables;
  for (const name of Object.keys(pushed)) check(`the pushed ${name}`, variables?.[name]);
}
