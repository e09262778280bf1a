import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseExactJson } from '../src/shared/json/parse-exact-json.ts';
import { runFlowTests } from './flow-test/run-flow-tests.ts';

/*
 * Runs the tests of a folder of flows in the simulator: `npm run flow:test -- FOLDER`. Exits with 1 when a test fails or the
 * folder has none.
 */
const folder = process.argv[2] ?? 'flows';
const read = (name: string): unknown => parseExactJson(readFileSync(join(folder, name), 'utf8'));
const names = readdirSync(folder).filter((name) => name.endsWith('.json'));
const optional = (name: string): unknown => (names.includes(name) ? read(name) : undefined);
const named = (ending: RegExp, except: RegExp): Record<string, unknown> =>
  Object.fromEntries(
    names
      .filter((name) => ending.test(name) && !except.test(name))
      .map((name) => [name.replace(ending, ''), read(name)]),
  );

const ran = await runFlowTests({
  flows: named(/\.json$/, /\.test\.json$|^(account|templates)\.json$/),
  tests: named(/\.test\.json$/, /^$/),
  account: optional('account.json'),
  templates: optional('templates.json'),
});
for (const { flow, test, problems } of ran) {
  console.log(`${problems.length === 0 ? '✓' : '✗'} ${flow}: ${test}`);
  for (const problem of problems) console.log(`    ${problem}`);
}
const failed = ran.filter(({ problems }) => problems.length > 0).length;
console.log(`${ran.length - failed} passed, ${failed} failed`);
if (failed > 0 || ran.length === 0) process.exitCode = 1;
