import { describe, expect, test } from 'vitest';
import { type FlowFolder, runFlowTests } from '../../scripts/flow-test/run-flow-tests';
import { newScene } from '../support/scene';

const files = import.meta.glob<unknown>('../../flows/*.json', { import: 'default', eager: true });
const named = (name: string): any => structuredClone(files[`../../flows/${name}.json`]);
const keys = Object.keys(files).map((path) => path.replace(/^.*\/(.*)\.json$/, '$1'));
const isFlow = (key: string): boolean => !key.endsWith('.test') && key !== 'account' && key !== 'templates';
const flows = keys.filter(isFlow);

const folder = (only: string[] = flows): FlowFolder => ({
  flows: Object.fromEntries(only.map((key) => [key, named(key)])),
  tests: Object.fromEntries(only.map((key) => [key, named(`${key}.test`)])),
  account: named('account'),
  templates: named('templates'),
});

test('the ready flows pass their own tests', async () => {
  const ran = await runFlowTests(folder());
  expect(flows).toHaveLength(6);
  expect(ran.length).toBeGreaterThan(30);
  expect(ran.filter(({ problems }) => problems.length > 0)).toEqual([]);
});

test('an account with the templates can save each ready flow without warnings', async () => {
  const scene = await newScene();
  await scene.configureMeta({ templates: named('templates').data });
  for (const key of flows) {
    const saved = await scene.as('PUT', `/v1/flows/${key}`, named(key));
    expect([key, saved.status, saved.body.warnings]).toEqual([key, 201, []]);
  }
});

describe('a failing test says where', () => {
  const run = async (change: (folder: any) => void) => {
    const changed = folder(['cod-confirmation']);
    change(changed);
    return (await runFlowTests(changed)).flatMap(({ problems }) => problems);
  };
  const first = (expected: object) =>
    run(({ tests }) => {
      Object.assign(tests['cod-confirmation'].tests[0].expect, expected);
    });

  test('an outcome, a missing step, a text of a message, an extra push', async () => {
    expect(await first({ outcome: 'refused' })).toEqual(['/outcome: - "refused"', '/outcome: + "confirmed"']);
    expect(await first({ path: ['order', 'ask', 'answer', 'confirmed'] })).toEqual(['/path/4: + "yes"']);
    expect(await first({ pushes: [] })).toEqual([expect.stringMatching(/^\/pushes\/0: \+ \{"step":"confirmed"/)]);
    expect(await first({ messages: [{ payload: { to: '39' } }] })).toEqual([
      '/messages/0/payload/to: - "39"',
      '/messages/0/payload/to: + "393331234567"',
    ]);
  });

  test('a flow with issues, an unknown template, a misspelt member, a missing flow', async () => {
    expect(await run(({ flows }) => flows['cod-confirmation'].steps.splice(-1))).toEqual([
      expect.stringContaining('on_not_found: unknown_step'),
    ]);
    expect(await run(({ templates }) => templates.data.splice(0, 1))).toEqual([
      expect.stringContaining('template_unknown'),
    ]);
    expect(await run(({ tests }) => Object.assign(tests['cod-confirmation'], { test: [] }))).toEqual([
      expect.stringMatching(/^\/test: unknown_member/),
    ]);
    expect(await run((changed) => Object.assign(changed, { flows: {} }))).toEqual([
      'there is no cod-confirmation.json',
    ]);
  });
});
