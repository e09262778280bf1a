import type { Flow } from '../../db/flows/flows';
import type { JsonObject } from '../../shared/json/json';
import type { Context, Deps } from '../ports';
import { putFlow } from './put-flow';
import type { ReadyFlow } from './ready-flows';
import { keepValues } from './settings/keep-values';

/** Returns a ready flow with the values that the merchant has given to those of its settings that the saved flow has too. */
export const readyDefinition = (ready: ReadyFlow, saved: JsonObject | undefined): JsonObject =>
  keepValues(ready.raw as JsonObject, saved);

/**
 * Saves a ready flow. A new one is a draft: it starts for nobody before it is switched on. One that replaces a saved flow keeps the
 * values of its settings; an active flow stays active. Fails as `putFlow` does.
 */
export async function addReadyFlow(
  deps: Pick<Deps, 'channels' | 'encryptor' | 'flows' | 'now' | 'stores' | 'templates' | 'whatsapp'>,
  context: Context,
  { ready, expectedVersion }: { ready: ReadyFlow; expectedVersion: number },
): Promise<Flow> {
  const saved = await deps.flows.find(context.account.accountId, ready.key);
  const isNew = expectedVersion === 0;
  const { flow } = await putFlow(deps, context, {
    key: ready.key,
    raw: readyDefinition(ready, saved?.definition),
    expectedVersion,
    activation: isNew && saved === undefined ? { active: false } : {},
    isDraft: saved?.flow.active !== true,
  });
  return flow;
}
