import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '../..');

type Entry = {
  /** Where it lies, `node_modules/…`. */
  path: string;
  name: string;
  version: string;
  resolved?: string;
  integrity?: string;
  license?: string;
  dev?: boolean;
  devOptional?: boolean;
  hasInstallScript?: boolean;
};

/** Every package that package-lock.json brings, for this platform or another. */
export function lockedPackages(): Entry[] {
  const { packages } = JSON.parse(readFileSync(join(ROOT, 'package-lock.json'), 'utf8'));
  return Object.entries<Omit<Entry, 'path' | 'name'> & { name?: string }>(packages)
    .filter(([path]) => path !== '')
    .map(([path, entry]) => ({ ...entry, path, name: entry.name ?? path.split('node_modules/').at(-1) ?? path }));
}

/** Whether a package only helps to build and test: nothing of it is in what is deployed. */
export const isForDevelopment = ({ dev, devOptional }: Entry): boolean => dev === true || devOptional === true;
