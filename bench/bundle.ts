import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { runWrangler } from '../test/support/node/run-wrangler.ts';
import { report } from './support/report.ts';

/* The size of the Worker as `wrangler deploy --env production` bundles it. test/deploy/environments.test.ts compares. */
const folder = mkdtempSync(join(tmpdir(), 'aisac-bundle-'));
try {
  await runWrangler(['deploy', '--dry-run', '--env', 'production', '--outdir', folder]);
  const bundle = readFileSync(join(folder, 'index.js'));
  const bytes = { minified: bundle.length, gzip: gzipSync(bundle).length };
  const kib = (size: number): string => `${Math.round(size / 1_024)} KiB`;
  report('bundle', [{ bundle: 'Worker', minified: kib(bytes.minified), gzip: kib(bytes.gzip) }], bytes);
} finally {
  rmSync(folder, { recursive: true });
}
