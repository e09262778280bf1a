import { callJson, eventually } from '../local/api.ts';
import type { World } from '../local/world.ts';
import type { Possessions, Tenant } from './arena.ts';
import { type Answer, ask, forEachAtOnce } from './ask.ts';
import type { Tally } from './family.ts';
import { harmFault, refusalFault } from './fault-of.ts';
import { type Api, fill } from './operations.ts';

const SQL = [
  "' or '1'='1",
  "x' or 1=1 --",
  '" or ""="',
  "'; drop table requests; --",
  "' union select hash, 1 from api_keys --",
  "x%' escape '%",
  '%',
  '?1',
  ':account_id',
  "x' || (select hex(randomblob(100000000))) || '",
];

/** Every filter and every path, with texts that would be SQL if they were ever read as such. */
export async function attackSql(tally: Tally, api: Api, mine: Tenant, theirs: Tenant): Promise<void> {
  const words = [...theirs.secrets, theirs.name, theirs.accountId];
  const asked = api.operations.filter(({ method, scope }) => method === 'GET' && scope !== null);
  /** A list says whom it was asked about: the asker's own text is no leak. */
  const withoutOwn = (answer: Answer, own: string): Answer => ({
    ...answer,
    text: answer.text.replaceAll(JSON.stringify(own).slice(1, -1), ''),
  });
  const tries = asked.flatMap(({ path, query }) =>
    SQL.flatMap((text) => {
      const said = encodeURIComponent(text);
      const filters = query.map((name) => {
        const needed =
          ['/v1/getFlowByUserKey', '/v1/getChargesByUserKey', '/v1/messages'].includes(path) && name !== 'user_key';
        return `${fill(path)}?${needed && name !== 'request_id' ? 'user_key=u&' : ''}${name}=${said}`;
      });
      return (path.includes('{') ? [...filters, fill(path, text)] : filters).map((at) => ({ at, text }));
    }),
  );
  await forEachAtOnce(tries, 6, async ({ at, text }) => {
    const started = Date.now();
    const answer = await mine.as('GET', at);
    const found = answer.status === 200 && (answer.json?.data?.length ?? 0) > 0 ? 'it finds rows' : null;
    const slow = Date.now() - started > 5_000 ? 'it takes over 5 s' : null;
    tally.count(`GET ${at}`, harmFault(withoutOwn(answer, text), words) ?? found ?? slow);
  });
  for (const text of SQL) {
    for (const name of ['user_key', 'flow', 'outcome', 'id_store', 'object_type', 'object_id']) {
      const answer = await mine.as('POST', '/v1/getRequests', { [name]: text });
      const found = answer.json?.data?.length > 0 ? 'it finds rows' : null;
      tally.count(`POST /v1/getRequests ${name} ${text}`, harmFault(withoutOwn(answer, text), words) ?? found);
    }
    const erased = await mine.as('DELETE', `/v1/users/${encodeURIComponent(text)}`);
    tally.count(`DELETE /v1/users/${text}`, harmFault(withoutOwn(erased, text), words));
  }
  const left = await mine.as('GET', '/v1/getRequests?limit=1');
  tally.count('the rows are still there', left.json?.data?.length === 1 ? null : left.text.slice(0, 100));
}

const EVIL = '{{ 7 | times: 7 }}{{ store.secret }}{% for i in (1..3) %}x{% endfor %}{{ request | json }}{{';

/** Texts of customers and of merchants' objects that look like Liquid: they arrive as they are. */
export async function attackLiquid(tally: Tally, mine: Tenant, world: World): Promise<void> {
  const told = { objects: { '666': { id: '666', name: EVIL, nested: [{ '{{ 7 }}': EVIL }] } } };
  await callJson('PUT', `${world.merchant}/_control/m/${mine.shop}`, { body: told });
  const steps = [
    { id: 'order', do: 'get_object', save_as: 'order' },
    { id: 'ask', do: 'send_message', to: '{{ request.user_key }}', text: '{{ order.name }}' },
    { id: 'answer', do: 'wait_for_reply', timeout: '1h', otherwise: 'copy' },
    { id: 'copy', do: 'set', variables: { copied: '{{ variables.evil }}' } },
    {
      id: 'push',
      do: 'update_object',
      variables: {
        object: '{{ order.name }}',
        variable: '{{ variables.evil }}',
        said: '{{ reply.text }}',
        twice: '{{ variables.copied }}',
      },
      wait: true,
    },
    { id: 'done', do: 'end', outcome: 'ok' },
  ];
  await mine.reply({ text: 'Buongiorno' });
  await eventually('the first message', async () => {
    const { data } = await mine.call('GET', `/v1/messages?user_key=%2B${mine.customer}`);
    return data.length > 0 ? data : null;
  });
  await mine.call('PUT', '/v1/flows/liquid', { name: 'liquid', steps });
  const started = await mine.call('POST', '/v1/createRequest', {
    flow: 'liquid',
    user_key: mine.userKey,
    id_store: mine.storeId,
    object: { type: 'order', id: '666' },
    variables: { evil: EVIL },
  });
  const reaches = (status: string) =>
    eventually(`${status} of the flow with Liquid`, async () => {
      const request = await mine.call('GET', `/v1/getRequest?request_id=${started.request_id}`);
      return request.status === status ? request : null;
    });
  await reaches('waiting');
  await mine.reply({ text: EVIL });
  await reaches('completed');
  const sent = (await mine.sent()).at(-1)?.body.text.body;
  tally.count('Liquid in a message', sent === EVIL ? null : `it became ${JSON.stringify(sent)}`);
  const { deliveries } = await mine.seen();
  const pushed = deliveries.find(({ body }) => body.object_id === '666')?.body.variables ?? {};
  for (const name of ['object', 'variable', 'said', 'twice']) {
    tally.count(`Liquid in ${name}`, pushed[name] === EVIL ? null : `it became ${JSON.stringify(pushed[name])}`);
  }
  for (const text of [
    '{{ constructor }}',
    '{{ order.constructor.constructor }}',
    "{% include 'x' %}",
    "{% render '/etc/passwd' %}",
    '{{ "x" | instance_eval }}',
    '{% layout "x" %}',
  ]) {
    const definition = {
      name: 'x',
      steps: [
        { id: 'push', do: 'update_object', variables: { said: `<${text}>` } },
        { id: 'done', do: 'end', outcome: 'ok' },
      ],
    };
    const answer = await mine.as('POST', '/v1/flows/x/simulate', {
      definition,
      id_store: mine.storeId,
      object: { id: '1' },
    });
    const said = answer.json?.pushes?.[0]?.variables?.said;
    const fault =
      answer.status === 200 ? (said === '<>' ? null : `it became ${said}`) : refusalFault(answer, { status: 422 });
    tally.count(`a template that leaves its scope: ${text}`, fault);
  }
}

const SCRIPT = '"><script>alert(1)</script><img src=x onerror=alert(1)>';

/** What answers as HTML, SVG or a file, with texts that would be a script there. */
export async function attackPages(tally: Tally, mine: Tenant, theirs: Tenant, has: Possessions): Promise<void> {
  const { url } = mine;
  const said = encodeURIComponent(SCRIPT);
  const paths = [
    '/docs',
    '/openapi.json',
    '/healthz',
    `/${said}`,
    `/v1/${said}`,
    `/media/${said}`,
    '/webhook/facebook/',
    '/v1/getRequest',
    '/v1/users/x',
  ];
  for (const path of paths) {
    const answer = await mine.as('GET', `${path}?q=${said}&request_id=${said}&hub.mode=${said}&hub.challenge=${said}`);
    const html = /html|svg|xml/.test(answer.headers.get('content-type') ?? '');
    const shown = html && answer.text.includes('alert(1)') ? 'the text stands in the page' : null;
    const sniffed = answer.headers.get('x-content-type-options') === 'nosniff' ? null : 'without nosniff';
    tally.count(`GET ${path.slice(0, 30)}`, shown ?? sniffed);
  }
  const docs = await ask(`${url}/docs`);
  const policy = docs.headers.get('content-security-policy') ?? '';
  const strict =
    /default-src 'none'/.test(policy) && !/script-src[^;]*unsafe/.test(policy) && /frame-ancestors 'none'/.test(policy);
  tally.count('/docs has a strict policy', strict ? null : policy);
  const challenge = await ask(
    `${url}/webhook/facebook/?hub.mode=subscribe&hub.verify_token=abcd1234&hub.challenge=${said}`,
  );
  const plain =
    challenge.headers.get('content-type')?.startsWith('text/plain') &&
    challenge.headers.get('x-content-type-options') === 'nosniff';
  tally.count('a challenge that is a script', plain && challenge.text === SCRIPT ? null : challenge.text.slice(0, 80));

  const steps = [
    { id: 'ask', do: 'send_message', to: '{{ request.user_key }}', text: SCRIPT },
    { id: 'done', do: 'end', outcome: SCRIPT.slice(0, 60) },
  ];
  await mine.call('PUT', '/v1/flows/picture', { name: SCRIPT, steps });
  for (const path of ['/v1/flows/picture/diagram.svg', '/v1/flows/picture/diagram.mmd']) {
    const answer = await mine.as('GET', path);
    const active = /<(script|img|a|foreignObject)\b|<[^>]*\s(on\w+|href|style)=/i.exec(answer.text)?.[0];
    const boxed =
      path.endsWith('svg') && !/sandbox/.test(answer.headers.get('content-security-policy') ?? '')
        ? 'without sandbox'
        : null;
    tally.count(path, answer.status !== 200 ? String(answer.status) : active ? `it holds ${active}` : boxed);
  }

  const media = await eventually('the file', async () => {
    const found = await theirs.call('GET', `/v1/messages/${has.message}/media`);
    return found.url === null ? null : found;
  });
  const file = await ask(media.url.replace(/^https?:\/\/[^/]+/, url));
  const safe =
    file.status === 200 &&
    file.headers.get('content-disposition')?.startsWith('attachment') &&
    /sandbox/.test(file.headers.get('content-security-policy') ?? '') &&
    file.headers.get('x-content-type-options') === 'nosniff';
  tally.count(
    'a file of text/html from a customer',
    safe ? null : `${file.status} ${JSON.stringify([...file.headers])}`,
  );
  const ticket: string = media.url.split('/media/')[1];
  const missing = { status: 404, code: 'not_found' };
  const forged = Array.from({ length: 12 }, (_, i) => {
    const at = Math.floor((ticket.length - 1) * (i / 11));
    return ticket.slice(0, at) + (ticket[at] === 'A' ? 'B' : 'A') + ticket.slice(at + 1);
  }).filter((each) => each !== ticket);
  const traversals = [
    '..%2f..%2fetc%2fpasswd',
    '%2e%2e%2fv1%2faccount',
    `${theirs.accountId}%2f${has.message}`,
    'v1...',
    '%00',
    '..;%2f',
    '%252e%252e%252f',
    `${ticket}%2f..`,
  ];
  for (const each of [...forged.slice(0, -1), ...traversals]) {
    tally.count(
      `/media/${each.slice(0, 40)}`,
      refusalFault(await ask(`${url}/media/${each}`), missing, theirs.secrets),
    );
  }
}
