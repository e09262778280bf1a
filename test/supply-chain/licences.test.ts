import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { licencesDocument } from '../../scripts/licences/licences-document.ts';
import { isForDevelopment, lockedPackages } from '../../scripts/licences/lock-file.ts';
import { DEPLOYED_FILES, VENDORED } from '../../scripts/licences/vendored.ts';

const ROOT = join(import.meta.dirname, '../..');
const PERMISSIVE = ['MIT', 'ISC', '0BSD', 'BSD-2-Clause', 'BSD-3-Clause', 'Apache-2.0', 'MIT OR Apache-2.0'];
/** Licences of packages that only build and test. They are not distributed, so copyleft does not apply. */
const FOR_DEVELOPMENT = [
  ...PERMISSIVE,
  'CC0-1.0',
  'Unlicense',
  'PSF-2.0',
  'MPL-2.0',
  'LGPL-3.0-or-later',
  '(MIT AND Apache-2.0)',
  '(MIT OR CC0-1.0)',
  'Apache-2.0 AND LGPL-3.0-or-later',
  'Apache-2.0 AND LGPL-3.0-or-later AND MIT',
];

test('deployed packages have a permissive licence, all others a listed one', () => {
  const withDeployedFile: string[] = DEPLOYED_FILES.map(({ name }) => name);
  const isDeployed = (each: ReturnType<typeof lockedPackages>[number]): boolean =>
    !isForDevelopment(each) || withDeployedFile.includes(each.name);
  const wrong = lockedPackages().filter(
    (each) => !(isDeployed(each) ? PERMISSIVE : FOR_DEVELOPMENT).includes(each.license ?? 'none'),
  );
  expect(wrong.map(({ name, license }) => `${name}: ${license}`)).toEqual([]);
});

test('every dependency of the Worker counts as deployed', () => {
  const { dependencies } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
  const deployed = lockedPackages().filter((each) => !isForDevelopment(each));
  expect(deployed.map(({ name }) => name)).toEqual(expect.arrayContaining(Object.keys(dependencies)));
});

test('docs/licences.md is what `npm run licences` writes', () => {
  expect(readFileSync(join(ROOT, 'docs/licences.md'), 'utf8')).toBe(licencesDocument());
});

test.each(VENDORED)('$file equals the original file', ({ file, sha256 }) => {
  const bytes = readFileSync(join(ROOT, file));
  expect(createHash('sha256').update(bytes).digest('hex')).toBe(sha256);
});
