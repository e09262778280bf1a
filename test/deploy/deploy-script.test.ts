import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from 'vitest';

test.each([
  ['deploy', ['--dry-run']],
  ['deploy', ['--env', 'nowhere']],
  ['deploy:new', ['--env', 'nowhere']],
])('npm run %s refuses to deploy with the arguments %j', (script, args) => {
  const file = join(import.meta.dirname, `../../scripts/${script.replace(':', '-')}.ts`);
  const { status, stderr, stdout } = spawnSync(process.execPath, [file, ...args], { encoding: 'utf8' });
  expect([status, stdout]).toEqual([1, '']);
  expect(stderr).toContain(`npm run ${script} -- --env staging|production`);
});
