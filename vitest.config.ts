import { cloudflareTest, readD1Migrations } from '@cloudflare/vitest-pool-workers';
import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';
import { unstable_getMiniflareWorkerOptions } from 'wrangler';
import { recordLeaks } from './test/support/node/log-leaks.ts';

/** The consumers as they are deployed, but that a batch does not gather for a second: each test would wait for it. */
const { queueConsumers = {} } = unstable_getMiniflareWorkerOptions('./wrangler.toml').workerOptions;
const impatient = Object.fromEntries(
  Object.entries(queueConsumers as Record<string, object>).map(([queue, consumer]) => [
    queue,
    { ...consumer, maxBatchTimeout: 0.05 },
  ]),
);

/** Tests that need a machine (git, files, wrangler, Miniflare) and so run in Node, beside the others in workerd. */
const MACHINE = ['test/deploy/**/*.test.ts', 'test/supply-chain/**/*.test.ts', 'test/guides/**/*.test.ts'];
/** Those that need Chromium besides, and are skipped where there is none. */
const BROWSER = ['test/browser/**/*.test.ts'];

/**
 * Those that fill tables with rows that mean nothing, count or sweep all rows of a database, or move the clock on (ids do
 * not go back): each file has a worker and databases of its own. All others share theirs, where accounts keep them apart.
 */
const ALONE = [
  'test/databases/slices.test.ts',
  'test/db/plans.test.ts',
  'test/manage/reseal.test.ts',
  'test/messages/{disorder,media}.test.ts',
  'test/retention/**/*.test.ts',
  'test/webhooks/{mutations,shopify}.test.ts',
];

/** Short files that take long. Without an earlier run to go by, vitest begins with the files that are largest. */
const SLOW = ['test/delivery/simulation.test.ts', 'test/delivery/unreadable-answers.test.ts'];
class SlowFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const isSlow = ({ moduleId }: TestSpecification) => SLOW.some((path) => moduleId.endsWith(path));
    const byProject = Map.groupBy(await super.sort(files), ({ project }) => project);
    return [...byProject.values()].flatMap((own) => own.toSorted((a, b) => Number(isSlow(b)) - Number(isSlow(a))));
  }
}

/** Tests in workerd, with real D1, Durable Objects, Queues and Workflows. To start a worker for a file takes seconds. */
const inWorkerd = (name: string, files: { include: string[]; exclude: string[] }, isolate: boolean) => ({
  extends: false as const,
  plugins: [
    cloudflareTest(async ({ inject }) => ({
      wrangler: { configPath: './wrangler.toml' },
      miniflare: {
        queueConsumers: impatient,
        // A second database, as a deployment has one whose first is full.
        d1Databases: { DB_1: 'aisac-1' },
        compatibilityFlags: ['nodejs_compat'],
        bindings: {
          ...inject('settings'),
          TEST_MIGRATIONS: await readD1Migrations('./migrations'),
        },
      },
    })),
  ],
  test: {
    name,
    ...files,
    isolate,
    globalSetup: ['./test/support/node/global-setup.ts'],
    setupFiles: ['./test/support/apply-migrations.ts'],
    provide: {
      driverRuns: Number(process.env.DRIVER_RUNS ?? 20),
      deliveryEvents: Number(process.env.DELIVERY_EVENTS ?? 5_000),
    },
    // Most of a test is waiting for the Worker: more than there are cores.
    maxWorkers: 3,
    testTimeout: 30_000,
    hookTimeout: 30_000,
  },
});

export default defineConfig({
  test: {
    onConsoleLog: recordLeaks,
    sequence: { sequencer: SlowFirst },
    projects: [
      inWorkerd(
        'worker',
        { include: ['test/**/*.test.{ts,tsx}'], exclude: ['**/node_modules/**', ...MACHINE, ...BROWSER, ...ALONE] },
        false,
      ),
      inWorkerd('alone', { include: ALONE, exclude: ['**/node_modules/**'] }, true),
      {
        extends: false,
        test: {
          name: 'machine',
          include: MACHINE,
          // After the others, whose times they would spoil.
          sequence: { groupOrder: 1 },
          maxWorkers: 2,
          testTimeout: 60_000,
          hookTimeout: 120_000,
        },
      },
      {
        extends: false,
        test: {
          name: 'browser',
          include: BROWSER,
          maxConcurrency: 2,
          sequence: { groupOrder: 2 },
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
    ],
  },
});
