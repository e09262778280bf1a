import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const deploy = (...args: string[]) =>
  spawnSync(process.execPath, [join(import.meta.dirname, '../../scripts/deploy.ts'), ...args], { encoding: 'utf8' });

test.each([[['--dry-run']], [['--env', 'nowhere']]])('the script refuses to deploy with the arguments %j', (args) => {
  const { status, stderr, stdout } = deploy(...args);
  expect([status, stdout]).toEqual([1, '']);
  expect(stderr).toContain('npm run deploy -- --env staging|production');
});
