import { expect, test } from 'vitest';
import { until } from '../support/scene';
import { SOURCES } from './ready-flow-sources';

const files = import.meta.glob<any>('../../flows/**/*.json', { import: 'default', eager: true });
const [readme = ''] = Object.values(
  import.meta.glob<string>('../../flows/README.md', { query: '?raw', import: 'default', eager: true }),
);

/** The ready flows by the name of their file, such as `review` or `en/review`. */
const FLOWS = new Map<string, any>(
  Object.entries(files)
    .map(([path, flow]): [string, any] => [path.slice('../../flows/'.length, -'.json'.length), flow])
    .filter(([name]) => !/\.test$|(^|\/)(account|templates)$/.test(name)),
);
const KEYS = [...FLOWS.keys()].filter((name) => !name.includes('/'));
const LANGUAGES = ['', 'en/'];

const TEMPLATES = LANGUAGES.flatMap((folder) => files[`../../flows/${folder}templates.json`].data);

const CELLS = SOURCES.flatMap((source) => Object.keys(source.starts).map((flow) => [flow, source.name] as const));

test.each(CELLS)('%s is started by what %s tells, in each language once', async (flow, sourceName) => {
  const source = SOURCES.find(({ name }) => name === sourceName);
  if (!source) throw new Error('there is no such source');
  const shop = await source.open();
  await shop.configureMeta({ templates: TEMPLATES });
  for (const folder of LANGUAGES) {
    const definition = FLOWS.get(`${folder}${flow}`);
    const values = definition.settings.review_link ? { values: { review_link: 'https://shop.example/review' } } : {};
    const saved = await shop.saveFlow({ ...definition, ...values }, `${flow}${folder.slice(0, -1)}`);
    expect(saved.active).toBe(true);
  }
  const orderId = await source.starts[flow]?.tell(shop);
  const runs = await until(async () => {
    const { body } = await shop.as('GET', '/v1/getRequests?limit=100');
    if (body.data.length < LANGUAGES.length) throw new Error(`${body.data.length} requests have started`);
    return body.data as any[];
  });
  const object = { type: 'order', id: orderId };
  expect(Object.fromEntries(runs.map((run) => [run.flow, run.object]))).toEqual({
    [flow]: object,
    [`${flow}en`]: object,
  });
  expect(runs).toHaveLength(LANGUAGES.length);
});

test('each ready flow has a source, and its language does not matter', () => {
  expect(KEYS.length).toBeGreaterThan(5);
  expect([...new Set(CELLS.map(([flow]) => flow))].toSorted()).toEqual(KEYS.toSorted());
  for (const key of KEYS) expect(FLOWS.get(`en/${key}`).trigger, key).toEqual(FLOWS.get(key).trigger);
});

test('the document says what starts each ready flow', () => {
  const order = [...readme.matchAll(/^\| `([a-z-]+)` \| `(?:order|shipment)\./gm)].map(([, key = '']) => key);
  expect(order.toSorted()).toEqual(KEYS.toSorted());
  const table = [
    ['flow', ...SOURCES.map(({ name }) => name)],
    ['---', ...SOURCES.map(() => '---')],
    ...order.map((key) => [`\`${key}\``, ...SOURCES.map(({ starts }) => starts[key]?.by ?? '–')]),
  ];
  expect(readme).toContain(table.map((cells) => `| ${cells.join(' | ')} |`).join('\n'));
});
