import type { LoadedRun } from '../../db/run-log';
import { runChargeKey } from '../../shared/dedupe-key';
import { newId } from '../../shared/ids';
import type { Deps } from '../ports';
import { STALL_MS } from '../requests/next-check-times';
import { requestObject } from '../requests/request-object';
import { triggeringReply } from '../triggers/triggering-reply';
import { FlowDefinition } from './definition/definition';
import { durableEffects } from './engine/durable-effects';
import type { DurableRuntime } from './engine/durable-runtime';
import { interpret } from './engine/interpret';
import { RunEnded } from './engine/run-errors';
import { executeStep } from './steps/step-kinds';

/** Loads a run's log; a queued request is moved to running with its charge. */
function startOrResume(
  deps: Pick<Deps, 'now' | 'runLog'>,
  { accountId, requestId }: { accountId: string; requestId: string },
): Promise<LoadedRun | undefined> {
  const now = deps.now();
  const charge = {
    chargeId: newId('chg'),
    accountId,
    requestId,
    kind: 'flow.run',
    quantity: 1,
    unitPrice: null,
    dedupeKey: runChargeKey(requestId),
    createdAt: now,
  };
  return deps.runLog.startOrResume({ accountId, requestId, now, nextCheckAt: now + STALL_MS, charge });
}

/**
 * Runs a request from where its log stands to its end. It can start over after any crash: nothing that the log holds is
 * done twice. Throws only when the platform or D1 fails; then the sweep starts it over.
 */
export async function driveRun(
  deps: Deps,
  run: { accountId: string; requestId: string },
  durable: DurableRuntime,
): Promise<void> {
  const loaded = await startOrResume(deps, run);
  if (!loaded || loaded.request.nextCheckAt === null) return;
  const { request, store, account, definition } = loaded;
  const object = requestObject(request, store);
  try {
    await interpret({
      definition: FlowDefinition.parse(definition),
      execute: executeStep,
      input: {
        request: { request_id: request.requestId, flow: request.flow, user_key: request.userKey, object },
        // A run that is repeated from its start must not see what it wrote later.
        variables: request.initialVariables ?? request.variables,
        store: { id_store: store.storeId, name: store.name },
        timeZone: account.timeZone,
        currency: account.currency,
        startedAt: request.createdAt,
        reply: await triggeringReply(deps, request),
        triggerFacts: request.triggerFacts,
      },
      effects: durableEffects(deps, loaded, durable),
    });
  } catch (error) {
    if (!(error instanceof RunEnded)) throw error;
  }
}
