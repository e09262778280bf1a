import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '../../..');
const MIGRATIONS = 'migrations/*.sql';

const git = (...args: string[]): string =>
  execFileSync('git', args, { cwd: ROOT, encoding: 'utf8', stdio: 'pipe' }).trim();

/** Returns the version that runs while the newest migrations are applied: the last commit without them. */
function previousCommit(): string {
  // An uncommitted migration is the newest.
  if (git('status', '--porcelain', '--', MIGRATIONS) !== '') return git('rev-parse', 'HEAD');
  const newest = git('log', '-1', '--format=%H', '--', MIGRATIONS);
  return git('rev-parse', '--verify', `${newest}^`);
}

export type PreviousVersion = { commit: string; folder: string; remove(): void };

/**
 * Checks out the sources of the previous version next to ours, so that they resolve our packages. Returns null without a
 * git history (a shallow clone or a tarball).
 */
export function checkOutPrevious(): PreviousVersion | null {
  let commit: string;
  try {
    commit = previousCommit();
  } catch {
    return null;
  }
  const folder = join(ROOT, '.local/previous');
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  // `scripts` has the command of [build] in wrangler.toml.
  const files = ['src', 'flows', 'scripts', 'wrangler.toml', 'package.json', 'tsconfig.json'];
  const archive = execFileSync('git', ['archive', '--format=tar', commit, ...files], {
    cwd: ROOT,
    maxBuffer: 256 * 1024 * 1024,
  });
  execFileSync('tar', ['-x', '-C', folder], { input: archive });
  return { commit, folder, remove: () => rmSync(folder, { recursive: true, force: true }) };
}
