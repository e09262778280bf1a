import type { RequestRow } from '../../db/requests';
import { newId } from '../../shared/ids';
import type { JsonObject } from '../../shared/json';
import { START_GRACE_MS } from './next-check-times';

/** Makes the row of a new request; its Workflow instance is created after the row is written. */
export const newRequest = (input: {
  accountId: string;
  flow: string;
  flowVersion: number;
  userKey: string;
  storeId: string;
  object: { type: string; id: string } | null;
  variables: JsonObject;
  dedupeKey: string | null;
  now: number;
}): RequestRow => ({
  requestId: newId('req'),
  accountId: input.accountId,
  flow: input.flow,
  flowVersion: input.flowVersion,
  userKey: input.userKey,
  storeId: input.storeId,
  objectType: input.object?.type ?? null,
  objectId: input.object?.id ?? null,
  variables: input.variables,
  initialVariables: null,
  status: 'queued',
  outcome: null,
  error: null,
  dedupeKey: input.dedupeKey,
  openWait: null,
  waitingFor: null,
  resumeStep: null,
  channelId: null,
  address: null,
  heldChannelId: null,
  optedOutAt: null,
  turn: 0,
  answersSince: null,
  nextCheckAt: input.now + START_GRACE_MS,
  createdAt: input.now,
  updatedAt: input.now,
  startedAt: null,
  completedAt: null,
});
