import { globSync, readFileSync } from 'node:fs';
import { relative } from 'node:path';
import { parseArgs } from 'node:util';
import { createVitest, type TestCase } from 'vitest/node';
import config from '../vitest.config.ts';
import { seededRandom } from './local/seeded-random.ts';
import { type Mutant, mutantsOf, withSwitches } from './mutate/mutants.ts';

/*
 * Mutates the code and checks that a test fails: `npm run mutate -- --seed 1 --count 200`. All mutants of a run are in the
 * build at once, each behind a switch; each test runs again for every mutant that it reaches (mutate/runner.ts). Positional
 * arguments select test files. After `--minutes` the run stops and reports the results so far. A mutant that is answered in
 * test/mutants.json is not tried. Exits with 1 when another one survives.
 */
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    seed: { type: 'string', default: '1' },
    count: { type: 'string', default: '200' },
    files: { type: 'string', default: 'src/{domain,db,shared}/**/*.ts' },
    minutes: { type: 'string', default: '60' },
  },
});
/** A mutant's lines before and after. */
type Change = { path: string; was: string; became: string };
type Answer = Change & { reason: string };
type Placed = Mutant &
  Change & { id: number; line: number; reason: string | undefined; tries: number; isKilled: boolean };
const answers: Answer[] = JSON.parse(readFileSync('test/mutants.json', 'utf8'));

const random = seededRandom(Number(values.seed));
const paths = globSync(values.files).toSorted();
const codes = new Map(paths.map((path) => [path, readFileSync(path, 'utf8')]));

function placed(mutant: Mutant & { path: string }, id: number): Placed {
  const { path, start, end, to } = mutant;
  const code = codes.get(path) ?? '';
  const [lineStart, lineEnd] = [code.lastIndexOf('\n', start - 1) + 1, code.indexOf('\n', end)];
  const was = code.slice(lineStart, lineEnd).trim();
  const became = (code.slice(lineStart, start) + (to ?? '') + code.slice(end, lineEnd)).trim();
  const answer = answers.find((each) => each.path === path && each.was === was && each.became === became);
  const line = code.slice(0, start).split('\n').length;
  return { ...mutant, id, was, became, line, reason: answer?.reason, tries: 0, isKilled: false };
}

const mutants: Placed[] = [...codes]
  .flatMap(([path, code]) => mutantsOf(code).map((mutant) => ({ ...mutant, path, order: random() })))
  .toSorted((a, b) => a.order - b.order)
  .slice(0, Number(values.count))
  .map(placed);

const plugin = {
  name: 'mutants',
  enforce: 'pre' as const,
  transform(code: string, id: string) {
    const path = relative('', id);
    const own = mutants.filter((mutant) => mutant.path === path && mutant.reason === undefined);
    return own.length > 0 && codes.get(path) === code ? { code: withSwitches(code, own), map: null } : null;
  },
};
/** The projects in workerd, which come first: the others do not load the code themselves. */
const projects = (config.test!.projects as any[]).slice(0, 2).map(({ plugins, test, ...rest }) => ({
  ...rest,
  plugins: [...plugins, plugin],
  test: { ...test, runner: './scripts/mutate/runner.ts', testTimeout: 15_000, fsModuleCache: false },
}));

function onTestCaseResult(test: TestCase): void {
  const { tried = [], noticed = [] } = test.meta();
  for (const id of tried) mutants[id]!.tries += 1;
  for (const mutant of noticed.map((id) => mutants[id]!)) {
    if (!mutant.isKilled) console.log(`killed ${mutant.path}:${mutant.line} (${test.fullName})`);
    mutant.isKilled = true;
  }
}

/** Prints the mutants that were not killed and returns the exit code. */
function report(): number {
  const counts = { answered: 0, survived: 0, 'not met': 0 };
  const alive = mutants.filter(({ isKilled }) => !isKilled);
  for (const { path, line, was, became, reason, tries } of alive) {
    const fate = reason === undefined ? (tries > 0 ? 'survived' : 'not met') : 'answered';
    counts[fate] += 1;
    console.log(`${fate} ${path}:${line} (${reason ?? `${tries} tests`})\n  - ${was}\n  + ${became}`);
  }
  console.log(`${mutants.length - alive.length} of ${mutants.length} mutants killed;`, counts);
  return counts.survived + counts['not met'] === 0 ? 0 : 1;
}

const vitest = await createVitest(
  'test',
  { config: false, watch: false, update: 'none', reporters: [{ onTestCaseResult }], onConsoleLog: () => false },
  { test: { projects } } as never,
);
setTimeout(() => process.exit(report()), Number(values.minutes) * 60_000).unref();
await vitest.start(positionals);
process.exit(report());
