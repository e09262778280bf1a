import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { expect, test } from 'vitest';
import { unstable_readConfig } from 'wrangler';
import { docsPage } from '../../src/http/public/docs.ts';

const ROOT = join(import.meta.dirname, '../..');
const COPY = 'scripts/copy-reference-script.js';
const IN_PACKAGE = join(ROOT, 'node_modules/@scalar/fastify-api-reference/dist/js/standalone.js');

const copyTo = (folder: string) => execFileSync(process.execPath, [join(ROOT, COPY), folder], { cwd: ROOT });

test("a build copies the reference's script to the assets, under the name that the page uses", async () => {
  const folder = mkdtempSync(join(tmpdir(), 'aisac-assets-'));
  try {
    writeFileSync(join(folder, 'profile.js'), '');
    writeFileSync(join(folder, 'scalar-1.0.0.js'), 'of another version');
    copyTo(folder);
    const page = await (await docsPage.request('/docs')).text();
    const [, name = ''] = /<script src="\/([^"]+)"/.exec(page) ?? [];
    expect(readdirSync(folder).sort()).toEqual(['profile.js', name]);
    expect(readFileSync(join(folder, name)).equals(readFileSync(IN_PACKAGE))).toBe(true);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('a file that is up to date is not written again, so that `wrangler dev` does not rebuild endlessly', () => {
  const folder = mkdtempSync(join(tmpdir(), 'aisac-assets-'));
  try {
    copyTo(folder);
    const file = join(folder, readdirSync(folder)[0] ?? '');
    utimesSync(file, 1_000, 1_000);
    copyTo(folder);
    expect(statSync(file).mtimeMs).toBe(1_000_000);
    writeFileSync(file, 'half a file');
    copyTo(folder);
    expect(readFileSync(file).equals(readFileSync(IN_PACKAGE))).toBe(true);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test.each([undefined, 'staging', 'production'])('wrangler copies to the folder that it serves (%s)', (env) => {
  const { assets, build }: { assets: { directory: string }; build: { command?: string } } = unstable_readConfig({
    config: join(ROOT, 'wrangler.toml'),
    ...(env ? { env } : {}),
  });
  expect(build.command?.split(' && ')).toContain(`node ${COPY} ${relative(ROOT, join(ROOT, assets.directory))}`);
});
