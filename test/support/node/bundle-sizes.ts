import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';

const MAIN = 'index.js';
const STATIC_IMPORT = /(?:\bfrom|\bimport)\s*"(\.\/[^"]+)"/g;

/** Returns the main module and all that it imports, but for what `import()` loads later. */
function startModules(folder: string): string[] {
  const found = new Set([MAIN]);
  for (const path of found) {
    const code = readFileSync(join(folder, path), 'utf8');
    for (const [, imported = ''] of code.matchAll(STATIC_IMPORT)) found.add(join(path, '..', imported));
  }
  return [...found];
}

const sizesOf = (folder: string, paths: string[]) => {
  const code = Buffer.concat(paths.map((path) => readFileSync(join(folder, path))));
  return { minified: code.length, gzip: gzipSync(code).length };
};

/** Returns the bytes of a built Worker: of what every isolate evaluates, a webhook among its calls, and of everything. */
export function bundleSizes(folder: string) {
  const everything = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((path) => path.endsWith('.js'));
  return { start: sizesOf(folder, startModules(folder)), everything: sizesOf(folder, everything) };
}
