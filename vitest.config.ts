import { cloudflareTest, readD1Migrations } from '@cloudflare/vitest-pool-workers';
import { defineConfig } from 'vitest/config';
import { watchLog } from './test/support/node/log-watch.ts';

export default defineConfig({
  plugins: [
    cloudflareTest(async ({ inject }) => ({
      wrangler: { configPath: './wrangler.toml' },
      miniflare: {
        compatibilityFlags: ['nodejs_compat'],
        bindings: {
          ...inject('settings'),
          TEST_MIGRATIONS: await readD1Migrations('./migrations'),
        },
      },
    })),
  ],
  test: {
    include: ['test/**/*.test.{ts,tsx}'],
    globalSetup: ['./test/support/node/global-setup.ts'],
    setupFiles: ['./test/support/apply-migrations.ts'],
    onConsoleLog: watchLog,
    testTimeout: 30_000,
    hookTimeout: 30_000,
  },
});
