import { type ChildProcess, spawn } from 'node:child_process';

/**
 * tsc and the typed rules of oxlint run in Go: with a thread each and rare garbage collections they take half the CPU, of
 * which the tests leave little.
 */
const FRUGAL = { GOMAXPROCS: '1', GOGC: '400' };
/** With one checker, because several check the same types again. */
const TSC = 'tsc --noEmit --singleThreaded';
/** The longest first, because two run at a time. */
const CHECKS = [
  'oxlint',
  `${TSC} -p tsconfig.node.json`,
  TSC,
  `${TSC} -p tsconfig.browser.json`,
  'node scripts/lint-openapi.ts',
  'biome check',
  'wrangler types --check',
];
/** The types of the bindings name the built Worker, so it is built before they are checked. */
const BUILD = 'node scripts/build-worker.js';

/** Runs a command and prints its output if it fails. */
function passes(command: string): Promise<boolean> {
  return new Promise((resolve) => {
    const env = { ...process.env, ...FRUGAL };
    const child = spawn(command, { shell: true, env, stdio: ['ignore', 'pipe', 'pipe'] });
    const output: Buffer[] = [];
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => output.push(chunk));
    child.once('close', (code) => {
      if (code !== 0) process.stderr.write(`\n${command} failed\n${Buffer.concat(output).toString()}`);
      resolve(code === 0);
    });
  });
}

/** Runs two checks at a time. Calls `onFailure` at the first failure. */
async function check(onFailure: () => void): Promise<boolean> {
  const waiting = [...CHECKS];
  let arePassed = true;
  async function work(): Promise<void> {
    for (let command = waiting.shift(); command !== undefined && arePassed; command = waiting.shift()) {
      if (await passes(command)) continue;
      arePassed = false;
      onFailure();
    }
  }
  await Promise.all([work(), work()]);
  return arePassed;
}

/** Checks types, lint and format. With `--test`, also runs vitest at the same time; the other arguments go to vitest. */
const [mode, ...vitestArguments] = process.argv.slice(2);
let tests: ChildProcess | undefined;
const arePassed = new Promise<boolean>((resolve) => {
  if (mode !== '--test') resolve(true);
  else {
    tests = spawn('vitest', ['run', ...vitestArguments], { stdio: 'inherit' });
    tests.once('close', (code) => resolve(code === 0));
  }
});
const stopTests = () => void tests?.kill('SIGTERM');
const isChecked = (await passes(BUILD)) ? await check(stopTests) : (stopTests(), false);
process.exitCode = isChecked && (await arePassed) ? 0 : 1;
