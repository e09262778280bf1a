import { cloudflareTest, readD1Migrations } from '@cloudflare/vitest-pool-workers';
import type { Plugin } from 'vite';
import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';
import { unstable_getMiniflareWorkerOptions } from 'wrangler';
import { recordLeaks } from './test/support/node/log-leaks.ts';
import { readSamples } from './test/support/node/read-samples.ts';

/** The consumers as deployed, except for the batch timeout of a second, which each test would wait for. */
const { queueConsumers = {} } = unstable_getMiniflareWorkerOptions('./wrangler.toml').workerOptions;
const impatient = Object.fromEntries(
  Object.entries(queueConsumers as Record<string, object>).map(([queue, consumer]) => [
    queue,
    { ...consumer, maxBatchTimeout: 0.05 },
  ]),
);

/** Tests that run in Node, because they need git, files, wrangler or Miniflare. */
const MACHINE = ['test/deploy/**/*.test.ts', 'test/supply-chain/**/*.test.ts', 'test/guides/**/*.test.ts'];
/** Tests that also need Chromium. They are skipped without it. */
const BROWSER = ['test/browser/**/*.test.ts'];

/** Tests that move the clock forward, in this order: ids cannot go back, so that later tests get those of the time that was reached. */
const AHEAD = [
  'test/messages/media.test.ts',
  'test/messages/disorder.test.ts',
  'test/webhooks/mutations.test.ts',
  'test/retention/kept-shipments.test.ts',
  'test/webhooks/shopify.test.ts',
];
/**
 * Tests that fill tables with unrelated rows, count or sweep all rows of a database, or move the clock forward. They run one after
 * the other in a Worker of their own, each with empty databases. The others share theirs, separated by account.
 */
const ALONE = [
  'test/conversations/{search-rows,sweep}.test.ts',
  'test/databases/slices.test.ts',
  'test/db/plans.test.ts',
  'test/manage/reseal.test.ts',
  'test/passkeys/sign-in.test.ts',
  'test/people/access.test.ts',
  'test/retention/retention.test.ts',
  'test/runtime/scheduled-time.test.ts',
  ...AHEAD,
];

/** Small files that take long. On a first run vitest starts with the largest files. */
const SLOW = [
  'test/customers/one-customer.test.ts',
  'test/databases/move.test.ts',
  'test/delivery/simulation.test.ts',
  'test/delivery/unreadable-answers.test.ts',
  'test/shipments/release.test.ts',
];
class SlowFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rank = ({ moduleId }: TestSpecification): number => {
      if (SLOW.some((path) => moduleId.endsWith(path))) return -1;
      return AHEAD.findIndex((path) => moduleId.endsWith(path)) + 1;
    };
    const byProject = Map.groupBy(await super.sort(files), ({ project }) => project);
    return [...byProject.values()].flatMap((own) => own.toSorted((a, b) => rank(a) - rank(b)));
  }
}

/**
 * Makes the dynamic imports of the sources static, because a module that a handler loads never arrives in this pool. That parts
 * load at their first use is tested with the built Worker (test/deploy/parts.test.ts).
 */
const staticImports: Plugin = {
  name: 'static-imports',
  enforce: 'pre',
  transform(code, id) {
    // A test that reads a source as a text gets it as it is.
    if (!/\/src\/[^?]*$/.test(id)) return null;
    const imports: string[] = [];
    const changed = code.replaceAll(/\bimport\(('[^']+')\)/g, (_, path: string) => {
      imports.push(`import * as part${imports.length} from ${path};`);
      return `Promise.resolve(part${imports.length - 1})`;
    });
    // On the first line, so that the lines of stack traces stay.
    return imports.length > 0 ? { code: imports.join(' ') + changed, map: null } : null;
  },
};

const MIGRATE = './test/support/apply-migrations.ts';

/** Tests in workerd, with real D1, Durable Objects, Queues and Workflows. Starting a worker takes seconds. */
const inWorkerd = (
  name: string,
  files: { include: string[]; exclude: string[] },
  { setupFiles, maxWorkers, groupOrder }: { setupFiles: string[]; maxWorkers: number; groupOrder: number },
) => ({
  extends: false as const,
  plugins: [
    staticImports,
    cloudflareTest(async ({ inject }) => ({
      // Tests load the sources. test/deploy starts the built Worker.
      main: './src/index.ts',
      wrangler: { configPath: './wrangler.toml' },
      miniflare: {
        queueConsumers: impatient,
        // A second database, as in a deployment whose first is full.
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
    isolate: false,
    maxWorkers,
    sequence: { groupOrder },
    globalSetup: ['./test/support/node/global-setup.ts'],
    setupFiles,
    provide: {
      driverRuns: Number(process.env.DRIVER_RUNS ?? 20),
      deliveryEvents: Number(process.env.DELIVERY_EVENTS ?? 2_000),
      fuzzRuns: Number(process.env.FUZZ_RUNS ?? 12),
      samples: readSamples(),
    },
    testTimeout: 30_000,
    hookTimeout: 30_000,
  },
});

/** Files of these projects start whole Workers and would slow down the others, so they run after them; one on each core. */
const afterTheOthers = { sequence: { groupOrder: 2 }, maxWorkers: 2 };

export default defineConfig({
  test: {
    onConsoleLog: recordLeaks,
    sequence: { sequencer: SlowFirst },
    projects: [
      inWorkerd(
        'worker',
        { include: ['test/**/*.test.{ts,tsx}'], exclude: ['**/node_modules/**', ...MACHINE, ...BROWSER, ...ALONE] },
        // Tests mostly wait for the Worker, so more of them than cores run at a time.
        { setupFiles: [MIGRATE], maxWorkers: 3, groupOrder: 1 },
      ),
      inWorkerd(
        'alone',
        { include: ALONE, exclude: ['**/node_modules/**'] },
        // First, because the other core checks types and lint meanwhile.
        { setupFiles: [MIGRATE, './test/support/empty-databases.ts'], maxWorkers: 1, groupOrder: 0 },
      ),
      {
        extends: false,
        test: {
          name: 'machine',
          include: MACHINE,
          ...afterTheOthers,
          // Loading wrangler takes a second, and several files bundle the Worker.
          isolate: false,
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
          ...afterTheOthers,
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
    ],
  },
});
