import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bundleSizes } from '../test/support/node/bundle-sizes.ts';
import { runWrangler } from '../test/support/node/run-wrangler.ts';
import { report } from './support/report.ts';

/* The size of the Worker as `wrangler deploy --env production` bundles it. test/deploy/environments.test.ts compares. */
const folder = mkdtempSync(join(tmpdir(), 'aisac-bundle-'));
try {
  await runWrangler(['deploy', '--dry-run', '--env', 'production', '--outdir', folder]);
  const { start, everything } = bundleSizes(folder);
  const kib = (size: number): string => `${Math.round(size / 1_024)} KiB`;
  const row = (bundle: string, { minified, gzip }: typeof start) => ({
    bundle,
    minified: kib(minified),
    gzip: kib(gzip),
  });
  report('bundle', [row('what a webhook loads', start), row('everything', everything)], { start, everything });
} finally {
  rmSync(folder, { recursive: true });
}
