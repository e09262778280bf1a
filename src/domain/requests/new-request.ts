import type { RequestRow } from '../../db/requests';
import { newId } from '../../shared/ids';
import type { JsonObject } from '../../shared/json';
import { START_GRACE_MS } from './wake-times';

/** The row of a request that is accepted now: a row first, the Workflow instance is made from it. */
export const newRequest = (input: {
  accountId: string;
  flow: string;
  flowVersion: number;
  userKey: string;
  idStore: string;
  object: { type: string; id: string } | null;
  variables: JsonObject;
  cause: string | null;
  now: number;
}): RequestRow => ({
  requestId: newId('req'),
  accountId: input.accountId,
  flow: input.flow,
  flowVersion: input.flowVersion,
  userKey: input.userKey,
  idStore: input.idStore,
  objectType: input.object?.type ?? null,
  objectId: input.object?.id ?? null,
  variables: input.variables,
  initialVariables: null,
  status: 'queued',
  outcome: null,
  error: null,
  cause: input.cause,
  openWait: null,
  waitingFor: null,
  resumeStep: null,
  channelId: null,
  address: null,
  heldChannelId: null,
  optedOutAt: null,
  turn: 0,
  answersSince: null,
  wakeAt: input.now + START_GRACE_MS,
  createdAt: input.now,
  updatedAt: input.now,
  startedAt: null,
  completedAt: null,
});
