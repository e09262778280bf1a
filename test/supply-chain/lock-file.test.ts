import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { lockedPackages } from '../../scripts/licences/lock-file.ts';

const ROOT = join(import.meta.dirname, '../..');
const { allowScripts } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
const locked = lockedPackages();

test('every package comes from the registry, under its own name, and has a digest', () => {
  const wrong = locked.filter(({ name, version, resolved, integrity }) => {
    const file = `${name.split('/').at(-1)}-${version}.tgz`;
    return (
      resolved !== `https://registry.npmjs.org/${name}/-/${file}` || !/^sha512-[\w+/]{86}==$/.test(integrity ?? '')
    );
  });
  expect(wrong.map(({ path, resolved, integrity }) => ({ path, resolved, integrity }))).toEqual([]);
  expect(locked.length).toBeGreaterThan(200);
});

test('package.json lists exactly the packages that have an install script', () => {
  const withScript = locked.filter(({ hasInstallScript }) => hasInstallScript).map(({ name }) => name);
  expect([...new Set(withScript)].sort()).toEqual(Object.keys(allowScripts).sort());
  expect(Object.values(allowScripts)).toEqual(Object.keys(allowScripts).map(() => true));
});

test('npm refuses an install script that package.json does not list', () => {
  const printed = execFileSync('npm', ['config', 'get', 'strict-allow-scripts', '--prefix', ROOT], {
    cwd: ROOT,
    encoding: 'utf8',
    env: { ...process.env, npm_config_userconfig: '/dev/null' },
  });
  expect(printed.trim()).toBe('true');
});
