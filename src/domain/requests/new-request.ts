import type { RequestRow } from '../../db/requests/requests';
import { newId } from '../../shared/crypto/ids';
import type { ObjectRef } from '../canonical-object';
import { START_GRACE_MS } from './next-check-times';

/** Makes the row of a new request; its Workflow instance is created after the row is written. */
export const newRequest = ({
  object,
  triggerFacts = null,
  now,
  ...columns
}: Pick<RequestRow, 'accountId' | 'flow' | 'flowVersion' | 'userKey' | 'storeId' | 'variables' | 'dedupeKey'> & {
  object: ObjectRef | null;
  triggerFacts?: RequestRow['triggerFacts'];
  now: number;
}): RequestRow => ({
  ...columns,
  triggerFacts,
  requestId: newId('req'),
  objectType: object?.type ?? null,
  objectId: object?.id ?? null,
  initialVariables: null,
  status: 'queued',
  outcome: null,
  error: null,
  openWait: null,
  waitingFor: null,
  resumeStep: null,
  channelId: null,
  address: null,
  heldChannelId: null,
  optedOutAt: null,
  turn: 0,
  answersSince: null,
  nextCheckAt: now + START_GRACE_MS,
  createdAt: now,
  updatedAt: now,
  startedAt: null,
  completedAt: null,
});
