import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { runWrangler } from '../support/node/run-wrangler';

const ROOT = join(import.meta.dirname, '../..');
/** The last commit whose Worker was one module that evaluated everything at its start. */
const ONE_MODULE = {
  commit: 'ef31fa65b944e1bc8eaba3b5c6f4e06cef8c930e',
  sha256: 'f95449552392af7a1259c866f7580228574b568a5d50f90187e9b15a1cfb49f7',
};
/** The start-up CPU of this Worker, as a part of that one's. */
const MAX_RATIO = 0.35;
/** The least of some runs counts: what other processes take from a loaded machine only adds. */
const MIN_RUNS = 2;
const MAX_RUNS = 4;

const folder = mkdtempSync(join(tmpdir(), 'aisac-start-up-'));
afterAll(() => rmSync(folder, { recursive: true }));

const hasCommit = spawnSync('git', ['cat-file', '-e', `${ONE_MODULE.commit}^{commit}`], { cwd: ROOT }).status === 0;

/** Extracts the old sources beside today's packages, and returns their wrangler.toml. */
function checkOutOneModule(): string {
  const checkout = join(folder, 'one-module');
  mkdirSync(checkout);
  const archive = execFileSync('git', ['archive', ONE_MODULE.commit], { cwd: ROOT, maxBuffer: 1e9 });
  execFileSync('tar', ['x', '-C', checkout], { input: archive });
  symlinkSync(join(ROOT, 'node_modules'), join(checkout, 'node_modules'));
  return join(checkout, 'wrangler.toml');
}

/** Returns the milliseconds for which the isolate was busy in its start-up, as wrangler's profile has them. */
async function startUpMs(bundle: string, tries = 3): Promise<number> {
  const profile = runWrangler(['check', 'startup', '--worker', bundle, '--outfile', join(folder, 'profile')]);
  const printed = await profile.catch((error: unknown) => String(error));
  // On a loaded machine, wrangler may give up before the Worker has started.
  if (printed.includes('timed out') && tries > 1) return startUpMs(bundle, tries - 1);
  return Number(/Active: ([\d.]+) ms/.exec(printed)?.[1]);
}

test.skipIf(!hasCommit)(
  'starting costs at most 0.35 of the CPU that the Worker of one module took',
  async () => {
    const [before, now] = [join(folder, 'before'), join(folder, 'now')];
    const config = checkOutOneModule();
    await runWrangler(['deploy', '--dry-run', '--outfile', before, '--outdir', join(folder, 'built')], config);
    await runWrangler(['deploy', '--dry-run', '--outfile', now]);
    const built = readFileSync(join(folder, 'built/index.js'));
    expect(createHash('sha256').update(built).digest('hex')).toBe(ONE_MODULE.sha256);
    const times = { before: [] as number[], now: [] as number[] };
    const ratio = () => Math.min(...times.now) / Math.min(...times.before);
    for (let run = 1; run <= MAX_RUNS; run += 1) {
      times.before.push(await startUpMs(before));
      times.now.push(await startUpMs(now));
      if (run >= MIN_RUNS && ratio() < MAX_RATIO) break;
    }
    expect(ratio(), JSON.stringify(times)).toBeLessThan(MAX_RATIO);
  },
  180_000,
);
