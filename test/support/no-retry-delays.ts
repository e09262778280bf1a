import { introspectWorkflow } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { afterAll, beforeAll } from 'vitest';

/** In the file that calls this, a step of a run that fails is tried again at once. */
export function disableRetryDelays(): void {
  let workflows: Awaited<ReturnType<typeof introspectWorkflow>>;
  beforeAll(async () => {
    workflows = await introspectWorkflow(env.FLOW_RUN);
    await workflows.modifyAll((instance) => instance.disableRetryDelays());
  });
  afterAll(() => workflows.dispose());
}
