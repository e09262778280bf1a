import { cloudflareTest, readD1Migrations } from '@cloudflare/vitest-pool-workers';
import { defineConfig } from 'vitest/config';
import { type Unstable_Config, unstable_readConfig } from 'wrangler';
import { watchLog } from './test/support/node/log-watch.ts';

/** The consumers as they are deployed, but that a batch does not gather for a second: each test would wait for it. */
const impatient = (consumers: Unstable_Config['queues']['consumers'] = []) =>
  Object.fromEntries(
    consumers.map(({ queue, max_batch_size, max_retries, dead_letter_queue }) => [
      queue,
      {
        maxBatchSize: max_batch_size,
        maxBatchTimeout: 0.05,
        maxRetries: max_retries,
        deadLetterQueue: dead_letter_queue,
      },
    ]),
  );

export default defineConfig({
  plugins: [
    cloudflareTest(async ({ inject }) => ({
      wrangler: { configPath: './wrangler.toml' },
      miniflare: {
        queueConsumers: impatient(unstable_readConfig({ config: './wrangler.toml' }).queues.consumers),
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
    // Most of a test is waiting for the Worker.
    maxWorkers: 2,
    testTimeout: 30_000,
    hookTimeout: 30_000,
  },
});
