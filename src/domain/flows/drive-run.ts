import type { LoadedRun } from '../../db/run-log';
import { runChargeKey } from '../../shared/dedupe-key';
import type { JsonObject } from '../../shared/json';
import { newCharge } from '../charges/new-charge';
import type { Deps } from '../ports';
import { STALL_MS } from '../requests/next-check-times';
import { requestObject } from '../requests/request-object';
import { triggeringReply } from '../triggers/triggering-reply';
import { runnableFlow } from './definition/runnable-flow';
import { durableEffects } from './engine/durable-effects';
import type { DurableRuntime } from './engine/durable-runtime';
import { interpret } from './engine/interpret';
import { RunEnded } from './engine/run-errors';
import { executeStep } from './steps/step-kinds';

async function beginRun(deps: Pick<Deps, 'now' | 'runLog'>, { request }: LoadedRun): Promise<JsonObject | null> {
  const now = deps.now();
  const { accountId, requestId, userKey, flow } = request;
  const charge = newCharge({
    accountId,
    userKey,
    requestId,
    kind: 'flow.run',
    description: flow,
    dedupeKey: runChargeKey(requestId),
    now,
  });
  return deps.runLog.startRun({ accountId, requestId, now, nextCheckAt: now + STALL_MS, charge });
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
  const loaded = await deps.runLog.load(run);
  if (!loaded || loaded.request.nextCheckAt === null) return;
  const { status, initialVariables } = loaded.request;
  // The initial variables: a run that is repeated from its start must not see what it wrote later.
  const variables = status === 'queued' ? await beginRun(deps, loaded) : initialVariables;
  const { request, store, account, definition } = loaded;
  const object = requestObject(request, store);
  try {
    await interpret({
      definition: runnableFlow(definition),
      execute: executeStep,
      input: {
        request: { request_id: request.requestId, flow: request.flow, user_key: request.userKey, object },
        variables: variables ?? request.variables,
        store: { id_store: store.storeId, name: store.name },
        timeZone: account.timeZone,
        currency: account.currency,
        startedAt: request.createdAt,
        reply: await triggeringReply(deps, request),
      },
      effects: durableEffects(deps, loaded, durable),
    });
  } catch (error) {
    if (!(error instanceof RunEnded)) throw error;
  }
}
