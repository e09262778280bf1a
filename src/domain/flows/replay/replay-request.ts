import type { Message } from '../../../db/messages/messages';
import type { RequestRow } from '../../../db/requests/requests';
import { AppError } from '../../../shared/errors/app-error';
import type { JsonObject } from '../../../shared/json/json';
import { replyOf } from '../../messages/reply';
import { withAddress } from '../../messages/with-address';
import type { Context, Deps } from '../../ports';
import { requestObject } from '../../requests/request-object';
import { triggeringMessage } from '../../triggers/triggering-message';
import { requireValidDefinition } from '../check/require-valid-definition';
import { runnableFlow } from '../definition/runnable-flow';
import { interpret } from '../engine/interpret';
import { RunEnded } from '../engine/run-errors';
import { isEngineStep } from '../engine/step-iteration';
import { executeStep } from '../steps/step-kinds';
import { readsReplyAddress } from '../steps/wait-for-reply/reads-reply-address';
import { type ReplayOutcome, replayedEffects } from './replayed-effects';

export type Replay = {
  request: RequestRow;
  /** The path that the request took. */
  path: string[];
  replayed: ReplayOutcome;
  /** The first position at which the two paths differ; null where they are the same. */
  differsAt: number | null;
};

/**
 * Replays an ended request on its recorded results, with its own version of the flow or another definition, and returns
 * where the two paths differ. Fails with not_found, request_not_ended or flow_invalid.
 */
export async function replayRequest(
  deps: Pick<Deps, 'messages' | 'runLog'>,
  { account: { accountId } }: Context,
  { requestId, definition: raw }: { requestId: string; definition: unknown },
): Promise<Replay> {
  const loaded = await deps.runLog.load({ accountId, requestId });
  if (!loaded) throw new AppError('not_found', 'There is no such request');
  const { request, store, account, steps } = loaded;
  if (request.nextCheckAt !== null) throw new AppError('request_not_ended', `The request is ${request.status}`);
  const object = requestObject(request, store);
  const definition = runnableFlow(raw === undefined ? loaded.definition : requireValidDefinition(raw).definition);
  // Another definition can read addresses that the run did not. Its own reads those that are recorded.
  const needsAddresses = raw !== undefined && readsReplyAddress(raw as JsonObject);
  const prepare = async (message: Message): Promise<Message> => (needsAddresses ? withAddress(message) : message);
  const triggering = await triggeringMessage(deps, request);
  const replies = await Promise.all(loaded.replies.map(prepare));
  const replayed: ReplayOutcome = { status: 'completed', outcome: null, error: null, path: [], assumed: [] };
  try {
    await interpret({
      definition,
      execute: executeStep,
      input: {
        request: { request_id: requestId, flow: request.flow, user_key: request.userKey, object },
        variables: request.initialVariables ?? request.variables,
        store: { id_store: store.storeId, name: store.name },
        timeZone: account.timeZone,
        currency: account.currency,
        startedAt: request.createdAt,
        reply: triggering && replyOf(await prepare(triggering)),
        triggerFacts: request.triggerFacts,
      },
      effects: replayedEffects({ ...loaded, replies }, { replayed, ownVariables: raw !== undefined }),
    });
  } catch (error) {
    if (!(error instanceof RunEnded)) throw error;
  }
  const path = steps.filter(({ step }) => !isEngineStep(step)).map(({ step }) => step);
  const longest = Math.max(path.length, replayed.path.length);
  const differsAt = Array.from({ length: longest }, (_, i) => i).find((i) => path[i] !== replayed.path[i]) ?? null;
  return { request, path, replayed, differsAt };
}
