import type { Progress } from '../../../../db/run-statements';
import type { JsonObject } from '../../../../shared/json';
import { newRequest } from '../../../requests/new-request';
import { requestObject } from '../../../requests/request-object';
import { startRequests } from '../../../requests/start-requests';
import { STALL_MS } from '../../../requests/wake-times';
import type { EffectContext } from '../../engine/durable-effects';
import type { At } from '../../engine/effects';
import { MOST_STARTED, startRefusal } from './start-refusal';

/** The request at which a chain of flows that start each other began. */
const rootOf = (requestId: string, cause: string | null): string =>
  /^start_flow:([^:]+):/.exec(cause ?? '')?.[1] ?? requestId;

/** Accepts another request for the same customer, about the same object; it is a row of the batch that writes the step. */
export async function performStart(
  { deps, loaded, accountId, requestId }: EffectContext,
  at: At,
  progress: Progress,
  { flow: key, variables }: { flow: string; variables: JsonObject },
): Promise<JsonObject | null> {
  const { userKey, idStore, cause } = loaded.request;
  const chain = `start_flow:${rootOf(requestId, cause)}:`;
  const { flow, count } = await deps.startedFlows.find({ accountId, flow: key, causes: chain, most: MOST_STARTED });
  const now = deps.now();
  const step = { ...at, detail: { flow: key, variables } };
  const run = { accountId, requestId, progress, now, wakeAt: now + STALL_MS };
  const refusal = startRefusal(key, flow, count);
  if (!flow || refusal) {
    const begun = await deps.runLog.beginStep({ ...run, at: step });
    return begun.live && refusal ? { kind: 'failed', ...refusal, now } : null;
  }
  const started = newRequest({
    accountId,
    flow: key,
    flowVersion: flow.version,
    userKey,
    idStore,
    object: requestObject(loaded.request, loaded.store),
    variables,
    cause: `${chain}${requestId}:${at.step}:${at.visit}`,
    now,
  });
  const result = await deps.startedFlows.write({
    ...run,
    at: { ...step, detail: { ...step.detail, request_id: started.requestId } },
    result: { kind: 'started', requestId: started.requestId, now },
    started,
  });
  if (typeof result?.requestId === 'string') await startRequests(deps, [{ accountId, requestId: result.requestId }]);
  return result;
}
