import type { LoadedRun } from '../../../db/run-log';
import { runChargeKey } from '../../../shared/dedupe-key';
import type { JsonObject } from '../../../shared/json';
import { newCharge } from '../../charges/new-charge';
import type { Deps } from '../../ports';
import { STALL_MS } from '../../requests/next-check-times';
import { requestObject } from '../../requests/request-object';
import { triggeringReply } from '../../triggers/triggering-reply';
import { FlowDefinition } from '../definition/definition';
import { durableEffects } from './durable-effects';
import type { DurableRuntime } from './durable-runtime';
import { RunEnded } from './effects';
import { interpret } from './interpret';

async function beginRun(deps: Deps, { request }: LoadedRun): Promise<JsonObject | null> {
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
  return deps.runLog.begin({ accountId, requestId, now, nextCheckAt: now + STALL_MS, charge });
}

/**
 * Runs a request from wherever its log says it is, to its end. It can be begun again after any crash: what the log holds
 * is not done twice. Throws only when the platform or D1 fails; then the sweeper begins it again.
 */
export async function driveRun(
  deps: Deps,
  run: { accountId: string; requestId: string },
  durable: DurableRuntime,
): Promise<void> {
  const loaded = await deps.runLog.load(run);
  if (!loaded || loaded.request.nextCheckAt === null) return;
  const { status, initialVariables } = loaded.request;
  // Not those of now: what the run has written since must not be there when it is repeated from its beginning.
  const variables = status === 'queued' ? await beginRun(deps, loaded) : initialVariables;
  const { request, store, account, definition } = loaded;
  const object = requestObject(request, store);
  try {
    await interpret({
      definition: FlowDefinition.parse(definition),
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
