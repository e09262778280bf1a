import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, globSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { createVitest, type TestCase, type TestModule, type TestSpecification } from 'vitest/node';
import config from '../vitest.config.ts';
import { instrument, type Mutant, readSource, type Source } from './mutate/mutants.ts';
import type { RunPurpose } from './mutate/runner.ts';

/**
 * Mutation testing: `npm run mutate -- --seed 1 --count 200`. All mutants of a run are compiled in, each behind a switch. Each
 * test that enters the function of a mutant runs again with that mutant on, in the same Worker. The functions that each test
 * enters are recorded once, by a run of all tests (`--record`).
 */
const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: '1' },
    count: { type: 'string', default: '200' },
    files: { type: 'string', default: 'src/{domain,db,shared}/**/*.ts' },
    record: { type: 'boolean', default: false },
  },
});
const ROOT = join(import.meta.dirname, '..');
const REACH = join(ROOT, 'node_modules/.cache/mutate/reach.json');
const SURVIVORS = join(ROOT, 'node_modules/.cache/mutate/survivors.json');
const EXPLAINED_SURVIVORS = join(ROOT, 'test/mutants.json');
/** The number of tests per mutant in each round, tests that enter the fewest functions first. Each round restarts the Workers. */
const ROUNDS = [3, 12, 60];
/** The maximum number of test files for a mutant that is on from the start. */
const MAX_FILES = 8;
/** If no test ends for this long, the run hangs: the results so far are reported. */
const MAX_SILENCE_MS = 180_000;

type NumberedMutant = Mutant & { id: number; path: string };
type RecordedTest = { id: string; file: string; project: string; reached: string[] };

/** Returns a seeded random generator (mulberry32). */
function randomOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

const sources = new Map<string, { code: string; source: Source }>();
for (const path of globSync('src/{domain,db,shared}/**/*.ts', { cwd: ROOT }).toSorted()) {
  const code = readFileSync(join(ROOT, path), 'utf8');
  sources.set(path, { code, source: readSource(code) });
}

function pickMutants(): NumberedMutant[] {
  const selectedPaths = new Set(globSync(values.files, { cwd: ROOT }));
  const random = randomOf(Number(values.seed));
  return [...sources]
    .filter(([path]) => selectedPaths.has(path))
    .flatMap(([path, { source }]) => source.mutants.map((mutant) => ({ ...mutant, path, at: random() })))
    .toSorted((a, b) => a.at - b.at)
    .slice(0, Number(values.count))
    .map((mutant, id) => ({ ...mutant, id }));
}

const mutants = pickMutants();
const plugin = {
  name: 'mutants',
  enforce: 'pre' as const,
  transform(code: string, id: string) {
    const path = id.slice(ROOT.length + 1);
    const known = sources.get(path);
    if (!known || known.code !== code) return null;
    const mine = mutants.filter((mutant) => mutant.path === path);
    return { code: instrument(path, code, known.source, mine), map: null };
  },
};
const projects = (config.test!.projects as any[]).slice(0, 2).map(({ plugins, test, ...rest }) => ({
  ...rest,
  plugins: [...plugins, plugin],
  test: { ...test, runner: './scripts/mutate/runner.ts', testTimeout: 20_000, fsModuleCache: false },
}));
const killed = new Map<number, string>();
/** Mutants that must be on from the start, because they are executed when their file is loaded. */
const onFromStart = new Set<NumberedMutant>();
const undecided = new Set<NumberedMutant>();
/** The ids of the mutants that each test runs with in this round. */
let mutantsByTest: Record<string, number[]> = {};
const tried = new Map<NumberedMutant, RecordedTest[]>();
let lastResultAt = Date.now();

const mutated = ({ path, start, end, to }: NumberedMutant): string => {
  const { code } = sources.get(path) ?? { code: '' };
  return code.slice(0, start) + (to ?? ';') + code.slice(end);
};

/** Removes the mutants that do not compile. Compiles one mutant per file at a time, because an error names only its file. */
function checkTypes(): void {
  const tree = join(ROOT, '.local/mutate');
  for (const name of ['src', 'flows', 'tsconfig.json', 'worker-configuration.d.ts', 'package.json'])
    cpSync(join(ROOT, name), join(tree, name), { recursive: true });
  const waiting = [...Map.groupBy(mutants, ({ path }) => path).values()];
  for (let i = 0; waiting.some((own) => i < own.length); i += 1) {
    const now = waiting.flatMap((own) => own.slice(i, i + 1));
    for (const [path, { code }] of sources) {
      const mutant = now.find((each) => each.path === path);
      writeFileSync(join(tree, path), mutant ? mutated(mutant) : code);
    }
    const { stdout } = spawnSync('tsc', ['--noEmit'], { cwd: tree, encoding: 'utf8' });
    const refused = new Set([...stdout.matchAll(/^(src\/.*?)\(\d/gm)].map(([, path]) => path));
    for (const { id, path } of now) if (refused.has(path)) killed.set(id, 'tsc');
  }
  console.log(`types: ${killed.size} killed`);
}

/** Reads the results of a test with each of its mutants. A missing result makes the mutant `unsure`. */
function onTestCaseResult(test: TestCase): void {
  lastResultAt = Date.now();
  const { passed = [] } = test.meta();
  for (const [i, id] of (mutantsByTest[test.id] ?? []).entries()) {
    const result = passed[2 * i + 1] ?? null;
    if (result === null) undecided.add(mutants[id] as NumberedMutant);
    else if (!result && !killed.has(id)) killed.set(id, test.fullName);
  }
}
const vitest = await createVitest(
  'test',
  {
    config: false,
    watch: false,
    update: 'none',
    reporters: [{ onTestCaseResult }],
    onConsoleLog: () => false,
    root: ROOT,
  },
  { test: { projects } } as never,
);
setInterval(() => {
  if (Date.now() - lastResultAt > MAX_SILENCE_MS) process.exit(report());
}, 1_000).unref();

async function run(mission: RunPurpose, specifications: TestSpecification[]): Promise<TestModule[]> {
  vitest.provide('mission', mission);
  lastResultAt = Date.now();
  // A single mutant needs one Worker, which stops at the first failed test.
  const isOne = mission.kind === 'fixed';
  for (const { config } of [vitest, ...vitest.projects])
    Object.assign(config, { bail: isOne ? 1 : 0, maxWorkers: isOne ? 1 : 3 });
  const { testModules } = await vitest.runTestSpecifications(specifications, false);
  return testModules;
}
const specifications = await vitest.globTestSpecifications();
const specificationsOf = (tests: RecordedTest[]): TestSpecification[] =>
  specifications.filter(({ moduleId, project }) =>
    tests.some(({ file, project: name }) => file === moduleId && name === project.name),
  );

async function record(): Promise<RecordedTest[]> {
  const started = Date.now();
  const found = (await run({ kind: 'record' }, specifications)).flatMap(({ moduleId, project, children }) =>
    [...children.allTests()].flatMap((test) => {
      const { reached } = test.meta();
      return reached && test.ok() ? [{ id: test.id, file: moduleId, project: project.name, reached }] : [];
    }),
  );
  mkdirSync(dirname(REACH), { recursive: true });
  writeFileSync(REACH, JSON.stringify(found));
  console.log(`${found.length} tests recorded in ${Math.round((Date.now() - started) / 1_000)} s`);
  return found;
}
const recordedTests: RecordedTest[] =
  existsSync(REACH) && !values.record ? JSON.parse(readFileSync(REACH, 'utf8')) : await record();
recordedTests.sort((a, b) => a.reached.length - b.reached.length);

const testsEntering = ({ path, functionKey: reach }: NumberedMutant): RecordedTest[] =>
  recordedTests.filter(({ reached }) => reached.includes(`${path}#${reach}`));

/** Returns the tests of all users of a mutant's file. For mutants that no test enters: they run when the file is loaded. */
function testsOfFile({ path }: NumberedMutant): RecordedTest[] {
  const name = basename(path, '.ts');
  const users = [...sources].filter(([other, { code }]) => other === path || code.includes(`/${name}'`));
  const prefixes = users.map(([user]) => `${user}#`);
  return recordedTests.filter(({ reached }) =>
    reached.some((key) => prefixes.some((prefix) => key.startsWith(prefix))),
  );
}

for (const mutant of mutants) tried.set(mutant, testsEntering(mutant));
for (const mutant of mutants) {
  if (tried.get(mutant)?.length !== 0) continue;
  onFromStart.add(mutant);
  tried.set(mutant, testsOfFile(mutant));
}
checkTypes();
let from = 0;
for (const size of ROUNDS) {
  const started = Date.now();
  const tests = new Set<RecordedTest>();
  mutantsByTest = {};
  for (const [mutant, reaching] of tried) {
    if (killed.has(mutant.id) || onFromStart.has(mutant)) continue;
    for (const test of reaching.slice(from, from + size)) {
      tests.add(test);
      (mutantsByTest[test.id] ??= []).push(mutant.id);
    }
  }
  from += size;
  if (tests.size === 0) break;
  await run({ kind: 'try', byTest: mutantsByTest }, specificationsOf([...tests]));
  console.log(`${tests.size} tests: ${killed.size} killed, after ${Math.round((Date.now() - started) / 1_000)} s`);
}
mutantsByTest = {};
for (const mutant of [...onFromStart, ...undecided]) {
  if (killed.has(mutant.id)) continue;
  const files = [...new Set((tried.get(mutant) ?? []).map(({ file, project }) => `${project} ${file}`))].slice(
    0,
    MAX_FILES,
  );
  const tests = recordedTests.filter(({ file, project }) => files.includes(`${project} ${file}`));
  if (tests.length === 0) continue;
  const modules = await run({ kind: 'fixed', id: mutant.id }, specificationsOf(tests));
  const failed = modules.find((module) => !module.ok());
  if (failed) killed.set(mutant.id, failed.relativeModuleId);
}
await vitest.close();

/** Returns the place of a mutant and its line before and after, which identify it in test/mutants.json. */
function describeMutant({ path, start, end, to }: NumberedMutant) {
  const { code } = sources.get(path) ?? { code: '' };
  const lineStart = code.lastIndexOf('\n', start - 1) + 1;
  const lineEnd = code.indexOf('\n', end);
  const became = code.slice(lineStart, start) + (to ?? '') + code.slice(end, lineEnd);
  const line = code.slice(0, start).split('\n').length;
  return { path, line, was: code.slice(lineStart, lineEnd).trim(), became: became.trim() };
}

type ExplainedSurvivor = { path: string; was: string; became: string; reason: string };

/** Prints the result of each mutant, writes the list of survivors and returns the exit code. */
function report(): number {
  const answers: ExplainedSurvivor[] = existsSync(EXPLAINED_SURVIVORS)
    ? JSON.parse(readFileSync(EXPLAINED_SURVIVORS, 'utf8'))
    : [];
  const survivors = [];
  for (const mutant of mutants) {
    const shown = describeMutant(mutant);
    const { path, line, was, became } = shown;
    const by = killed.get(mutant.id);
    if (by !== undefined) {
      console.log(`killed ${path}:${line} (${by})`);
      continue;
    }
    const answer = answers.find((each) => each.path === path && each.was === was && each.became === became);
    survivors.push({ ...shown, tests: tried.get(mutant)?.length ?? 0, reason: answer?.reason ?? null });
    console.log(`SURVIVED ${path}:${line} ${answer?.reason ?? ''}\n  - ${was}\n  + ${became}`);
  }
  writeFileSync(SURVIVORS, `${JSON.stringify(survivors, null, 2)}\n`);
  const open = survivors.filter(({ reason }) => reason === null).length;
  const answered = survivors.length - open;
  console.log(`${mutants.length} mutants: ${killed.size} killed, ${answered} explained, ${open} survived`);
  return open === 0 ? 0 : 1;
}
process.exit(report());
