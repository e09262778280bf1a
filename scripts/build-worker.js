import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { build, transform } from 'esbuild';

/*
 * `node scripts/build-worker.js`: builds the Worker into dist/worker, as one module for what every isolate needs and one for
 * each part that loads at its first use. wrangler bundles an `import()` into the main module, so that an isolate would evaluate
 * and parse all parts as one. wrangler runs this before each build ([build] in wrangler.toml) with the Node of the PATH, which
 * may be too old for TypeScript.
 */
const ROOT = resolve(import.meta.dirname, '..');
const FOLDER = join(ROOT, 'dist/worker');

/** zod's main module exports its messages in every language (`npm run bench:bundle` without this plugin). Our own replace the English ones. */
const withoutZodLanguages = {
  name: 'without-zod-languages',
  setup({ onLoad }) {
    onLoad({ filter: /[\\/]zod[\\/]v4[\\/]locales[\\/]index\.js$/ }, () => ({
      contents: "export { default as en } from './en.js';",
    }));
  },
};

/** A page contains its style: without comments and spaces it is a quarter smaller. */
const minifiedStyles = {
  name: 'minified-styles',
  setup({ onLoad }) {
    onLoad({ filter: /\.css$/ }, async ({ path }) => {
      const { code } = await transform(readFileSync(path, 'utf8'), { loader: 'css', minify: true, target: 'es2024' });
      return { contents: code, loader: 'text' };
    });
  },
};

const { outputFiles } = await build({
  absWorkingDir: ROOT,
  entryPoints: ['src/index.ts'],
  outdir: FOLDER,
  bundle: true,
  splitting: true,
  chunkNames: 'parts/[name]-[hash]',
  format: 'esm',
  target: 'es2024',
  conditions: ['workerd', 'worker', 'browser'],
  external: ['cloudflare:*'],
  define: { 'process.env.NODE_ENV': '"production"' },
  minify: true,
  sourcemap: true,
  plugins: [withoutZodLanguages, minifiedStyles],
  write: false,
});
const files = new Map(outputFiles.map(({ path, contents }) => [path, contents]));
files.set(
  join(FOLDER, 'index.d.ts'),
  Buffer.from("export * from '../../src/index';\nexport { default } from '../../src/index';\n"),
);

// Another build may be running: a file is written only if it differs, and then at once.
for (const [path, contents] of files) {
  if (existsSync(path) && readFileSync(path).equals(contents)) continue;
  mkdirSync(dirname(path), { recursive: true });
  const unfinished = `${path}.${process.pid}`;
  writeFileSync(unfinished, contents);
  renameSync(unfinished, path);
}
for (const name of readdirSync(FOLDER, { recursive: true })) {
  const path = join(FOLDER, name);
  if (/\.(js|map)$/.test(name) && !files.has(path)) rmSync(path, { force: true });
}
