import { copyFileSync, existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

/*
 * `node scripts/copy-reference-script.js <folder>`: copies the script of the API reference from its package into the folder
 * of static assets, as `scalar-<version>.js`, and removes other versions. wrangler runs it before each build ([build] in
 * wrangler.toml) with the Node of the PATH, which may be too old for TypeScript.
 */
const folder = resolve(process.argv[2] ?? '');
const main = fileURLToPath(import.meta.resolve('@scalar/fastify-api-reference'));
const script = join(main, '../js/standalone.js');
const { version } = JSON.parse(readFileSync(join(main, '../../package.json'), 'utf8'));
const name = `scalar-${version}.js`;
const target = join(folder, name);

for (const other of readdirSync(folder)) {
  if (/^scalar-.*\.js$/.test(other) && other !== name) rmSync(join(folder, other));
}
// Written only when it differs: wrangler dev watches the folder and would build again after each write.
if (!existsSync(target) || !readFileSync(target).equals(readFileSync(script))) copyFileSync(script, target);
