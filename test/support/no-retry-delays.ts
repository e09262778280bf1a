import { introspectWorkflow } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { afterAll, beforeAll } from 'vitest';

/** Removes the delays between the retries of a step, for the test file that calls it. */
export function disableRetryDelays(): void {
  let workflows: Awaited<ReturnType<typeof introspectWorkflow>>;
  beforeAll(async () => {
    workflows = await introspectWorkflow(env.FLOW_RUN);
    await workflows.modifyAll((instance) => instance.disableRetryDelays());
  });
  afterAll(() => workflows.dispose());
}
