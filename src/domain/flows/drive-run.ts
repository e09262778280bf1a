import type { LoadedRun } from '../../db/run-log/run-log';
import { runChargeKey } from '../../shared/crypto/dedupe-key';
import { newId } from '../../shared/crypto/ids';
import { type Reply, replyOf } from '../messages/reply';
import type { Deps } from '../ports';
import { STALL_MS } from '../requests/next-check-times';
import { requestObject } from '../requests/request-object';
import { triggeringMessage } from '../triggers/triggering-message';
import { runnableFlow } from './definition/runnable-flow';
import { durableEffects } from './engine/durable-effects';
import type { DurableRuntime } from './engine/durable-runtime';
import { interpret } from './engine/interpret';
import { recordAddress } from './engine/record-address';
import { RunEnded } from './engine/run-errors';
import { executeStep } from './steps/step-kinds';
import { readsReplyAddress } from './steps/wait-for-reply/reads-reply-address';

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

/** Returns the customer's message that started a run, with its address where the flow reads it and the run has just begun. */
async function triggeringReply(deps: Deps, { request, definition, steps }: LoadedRun): Promise<Reply | undefined> {
  const message = await triggeringMessage(deps, request);
  if (!message) return undefined;
  return replyOf(steps.length === 0 && readsReplyAddress(definition) ? await recordAddress(deps, message) : message);
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
      definition: runnableFlow(definition),
      execute: executeStep,
      input: {
        request: { request_id: request.requestId, flow: request.flow, user_key: request.userKey, object },
        // A run that is repeated from its start must not see what it wrote later.
        variables: request.initialVariables ?? request.variables,
        store: { id_store: store.storeId, name: store.name },
        timeZone: account.timeZone,
        currency: account.currency,
        startedAt: request.createdAt,
        reply: await triggeringReply(deps, loaded),
        triggerFacts: request.triggerFacts,
      },
      effects: durableEffects(deps, loaded, durable),
    });
  } catch (error) {
    if (!(error instanceof RunEnded)) throw error;
  }
}
