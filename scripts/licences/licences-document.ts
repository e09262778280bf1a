import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { isForDevelopment, lockedPackages } from './lock-file.ts';
import { DEPLOYED_FILES, VENDORED } from './vendored.ts';

const ROOT = join(import.meta.dirname, '../..');

/** Returns the names of a package's licence files and notices. */
const licenceFiles = (path: string): string =>
  readdirSync(join(ROOT, path))
    .filter((name) => /^(licen[cs]e|notice|copying)/i.test(name))
    .sort()
    .join(', ') || 'none: package.json names it';

const row = (...cells: (string | number)[]): string => `| ${cells.join(' | ')} |`;

/** Returns docs/licences.md: each deployed package, the vendored files, and the development packages by licence. */
export function licencesDocument(): string {
  const locked = lockedPackages();
  const deployed = locked.filter((each) => !isForDevelopment(each));
  const counts = Object.entries(Object.groupBy(locked.filter(isForDevelopment), ({ license = 'none' }) => license));
  const files = DEPLOYED_FILES.map((each) => ({ ...each, ...locked.find(({ name }) => name === each.name) }));
  return `# Licences

\`npm run licences\` writes this page from package-lock.json and the packages. test/supply-chain/licences.test.ts compares it with them,
and refuses a licence that is not on its list.

## What may be in the deployed Worker

The packages of \`dependencies\` and their own dependencies. Not all of it is bundled: \`commander\` is for a package's command line only.

${row('package', 'version', 'licence', 'its text')}
${row('---', '---', '---', '---')}
${deployed.map(({ name, version, license = 'none', path }) => row(name, version, license, licenceFiles(path))).join('\n')}

A file of these packages is deployed as well; the rest of them, and what they bring, only builds.

${row('package', 'version', 'file', 'licence', 'used by')}
${row('---', '---', '---', '---', '---')}
${files.map(({ name, version = '', file, license = 'none', usedBy }) => row(name, version, `\`${file}\``, license, usedBy)).join('\n')}

## Files of others in our tree

${row('file', 'what it is', 'licence', 'used by')}
${row('---', '---', '---', '---')}
${VENDORED.map(({ file, from, licence, usedBy }) => row(`\`${file}\``, from, licence, usedBy)).join('\n')}

## What only builds and tests

${row('licence', 'packages, for all platforms together')}
${row('---', '---')}
${counts
  .map(([licence, packages = []]) => row(licence, packages.length))
  .sort()
  .join('\n')}
`;
}
