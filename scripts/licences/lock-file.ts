import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '../..');

type Entry = {
  /** `node_modules/…` */
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

/** Returns every package of package-lock.json, for all platforms. */
export function lockedPackages(): Entry[] {
  const { packages } = JSON.parse(readFileSync(join(ROOT, 'package-lock.json'), 'utf8'));
  return Object.entries<Omit<Entry, 'path' | 'name'> & { name?: string }>(packages)
    .filter(([path]) => path !== '')
    .map(([path, entry]) => ({ ...entry, path, name: entry.name ?? path.split('node_modules/').at(-1) ?? path }));
}

/** Returns whether a package is used only to build and test, so that nothing of it is deployed. */
export const isForDevelopment = ({ dev, devOptional }: Entry): boolean => dev === true || devOptional === true;
