import type { RunProgress } from '../../../../db/runs/run-statements';
import { chainedRequestKey, chainPrefix } from '../../../../shared/crypto/dedupe-key';
import type { JsonObject } from '../../../../shared/json/json';
import { newRequest } from '../../../requests/new-request';
import { STALL_MS } from '../../../requests/next-check-times';
import { requestObject } from '../../../requests/request-object';
import { startRequests } from '../../../requests/start-requests';
import type { DurableRun } from '../../engine/durable-run';
import type { StepIteration } from '../../engine/step-iteration';
import { MAX_CHAINED_REQUESTS, startRefusal } from './start-refusal';

/** Writes another request for the same customer and object, with its step. Null when this request has ended. */
export async function performStartFlow(
  { deps, loaded, accountId, requestId }: DurableRun,
  at: StepIteration,
  progress: RunProgress,
  { flow: key, variables }: { flow: string; variables: JsonObject },
): Promise<JsonObject | null> {
  const { userKey, storeId } = loaded.request;
  const chain = chainPrefix(loaded.request);
  const { flow, count } = await deps.startedFlows.find({
    accountId,
    flow: key,
    dedupeKeyPrefix: chain,
    max: MAX_CHAINED_REQUESTS,
  });
  const now = deps.now();
  const step = { ...at, detail: { flow: key, variables } };
  const write = { accountId, requestId, progress, now, nextCheckAt: now + STALL_MS };
  const refusal = startRefusal(key, flow, count);
  if (!flow || refusal) {
    const begun = await deps.runLog.beginStep({ ...write, at: step });
    return begun.live && refusal ? { kind: 'failed', ...refusal, now } : null;
  }
  const started = newRequest({
    accountId,
    flow: key,
    flowVersion: flow.version,
    userKey,
    storeId,
    object: requestObject(loaded.request, loaded.store),
    variables,
    dedupeKey: chainedRequestKey(chain, { requestId, ...at }),
    now,
  });
  const result = await deps.startedFlows.write({
    ...write,
    at: { ...step, detail: { ...step.detail, request_id: started.requestId } },
    result: { kind: 'started', requestId: started.requestId, now },
    started,
  });
  if (typeof result?.requestId === 'string') await startRequests(deps, [{ accountId, requestId: result.requestId }]);
  return result;
}
