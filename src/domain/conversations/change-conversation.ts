import { z } from 'zod';
import type { ConversationChange } from '../../db/conversations/conversations';
import { readAuthor, storedActor } from '../../shared/access/actor';
import { AppError } from '../../shared/errors/app-error';
import { CONVERSATION_STATES } from '../../shared/flows/statuses';
import { parseInstant } from '../../shared/time/time-zone';
import { invalidMember } from '../../shared/validation/invalid-member';
import { newAuditEntry } from '../audit/new-audit-entry';
import type { Context, Deps } from '../ports';
import { checkResume } from '../requests/patch-request';
import { findConversation } from './read-conversations';

const YEAR_MS = 366 * 86_400_000;

export const ChangeConversation = z
  .strictObject({
    assignee: z.string().min(1).max(100).nullable().optional(),
    state: z.enum(CONVERSATION_STATES).optional(),
    snoozed_until: z.string().max(64).nullable().optional(),
    /** `person`: the caller takes the conversation. `flow`: gives it back to the flows. */
    owner: z.enum(['person', 'flow']).optional(),
    /** The step at which a handed-over request continues once the conversation is done. */
    resume: z.string().min(1).max(60).nullable().optional(),
    /** The change is refused if the conversation has changed since this number. */
    if_seq: z.number().int().min(0).optional(),
  })
  .meta({ example: { state: 'done' } });
type Input = z.infer<typeof ChangeConversation>;

function snoozedUntilOf({ snoozed_until: text, state }: Input, zone: string, now: number): number | null {
  if (text === undefined || text === null) {
    if (state === 'snoozed') throw invalidMember('/snoozed_until', 'required', 'Say until when it is snoozed');
    return null;
  }
  if (state !== 'snoozed') throw invalidMember('/state', 'not_snoozed', '`snoozed_until` needs `state`: `snoozed`');
  const instant = parseInstant(text, zone);
  if (!instant.ok) throw invalidMember('/snoozed_until', instant.code, '`snoozed_until` is not a valid instant');
  if (instant.ms <= now || instant.ms > now + YEAR_MS) {
    throw invalidMember('/snoozed_until', 'out_of_range', '`snoozed_until` must be in the future, within a year');
  }
  return instant.ms;
}

async function isHere(
  { keys, people }: Pick<Deps, 'keys' | 'people'>,
  accountId: string,
  assignee: string,
): Promise<boolean> {
  const { kind, id } = readAuthor(assignee);
  if (id === null) return false;
  if (kind === 'person') return (await people.find(accountId, id))?.removedAt === null;
  return kind === 'key' && (await keys.find(accountId, id))?.revokedAt === null;
}

async function checkAssignee(
  deps: Pick<Deps, 'keys' | 'people'>,
  { account }: Context,
  assignee: string | null | undefined,
): Promise<void> {
  if (typeof assignee === 'string' && !(await isHere(deps, account.accountId, assignee)))
    throw invalidMember('/assignee', 'unknown_assignee', 'There is nobody with this id');
}

/** Fails unless the conversation's request waits for a person and its flow has the step. */
async function checkHandedOver(
  deps: Pick<Deps, 'requests' | 'runLog'>,
  { account }: Context,
  requestId: string | null,
  step: string,
): Promise<void> {
  const request = requestId === null ? undefined : await deps.requests.find(account.accountId, requestId);
  if (!request) throw new AppError('request_not_waiting');
  await checkResume(deps, request, step);
}

/** Makes the audit entry of a change: of an assignment by itself, or of all that changes. */
function auditOf(context: Context, conversationId: string, { assignee, state, owner }: Input, now: number) {
  const targets = [{ type: 'conversation', id: conversationId }];
  if (assignee !== undefined && state === undefined && owner === undefined)
    return newAuditEntry(context, now, 'conversation.assigned', { targets, metadata: { to: assignee } });
  const metadata = {
    ...(assignee === undefined ? {} : { to: assignee }),
    ...(state === undefined ? {} : { state }),
    ...(owner === undefined ? {} : { owner }),
  };
  return newAuditEntry(context, now, 'conversation.changed', { targets, metadata });
}

/**
 * Changes a conversation. When it is done, its handed-over request goes on at the step that was chosen for it. Fails with
 * not_found, request_not_waiting, conversation_changed if it has changed since `if_seq`, and validation_failed.
 */
export async function changeConversation(
  deps: Pick<Deps, 'conversations' | 'engine' | 'keys' | 'now' | 'people' | 'requests' | 'runLog'>,
  context: Context,
  { conversationId, input }: { conversationId: string; input: Input },
) {
  const { accountId, timeZone } = context.account;
  const before = await findConversation(deps, context, conversationId);
  await checkAssignee(deps, context, input.assignee);
  const now = deps.now();
  const snoozedUntil = snoozedUntilOf(input, timeZone, now);
  if (typeof input.resume === 'string')
    await checkHandedOver(deps, context, before.conversation.requestId, input.resume);
  const change: ConversationChange = {
    ...(input.assignee === undefined ? {} : { assignee: input.assignee }),
    ...(input.state === undefined ? {} : { state: input.state, snoozedUntil }),
    ...(input.resume === undefined ? {} : { resumeStep: input.resume }),
    ...(input.owner === 'person' ? { owner: 'person' as const } : {}),
    ...(input.owner === 'flow' || input.state === 'done' ? { owner: null } : {}),
  };
  const ifSeq = input.if_seq ?? null;
  const author = storedActor(context.actor);
  const audit = auditOf(context, conversationId, input, now);
  const written = await deps.conversations.change({ accountId, conversationId, change, ifSeq, author, audit, now });
  if (!written.isChanged) throw new AppError('conversation_changed');
  await Promise.all(written.waits.map(({ requestId: id, openWait }) => deps.engine.wake(id, openWait)));
  return findConversation(deps, context, conversationId);
}
