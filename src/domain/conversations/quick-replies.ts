import { z } from 'zod';
import type { QuickReply } from '../../db/conversations/quick-replies';
import { newId } from '../../shared/crypto/ids';
import { invalidMember } from '../../shared/validation/invalid-member';
import type { Context, Deps } from '../ports';

const MAX_QUICK_REPLIES = 100;

export const NewQuickReply = z.strictObject({
  title: z.string().trim().min(1).max(60),
  text: z.string().trim().min(1).max(4_096),
});

/** Adds a quick reply to the account. Fails with validation_failed beyond 100. */
export async function addQuickReply(
  { quickReplies, now }: Pick<Deps, 'quickReplies' | 'now'>,
  { account: { accountId } }: Context,
  { title, text }: z.infer<typeof NewQuickReply>,
): Promise<QuickReply> {
  const reply = { replyId: newId('qrp'), accountId, title, text, createdAt: now() };
  if (!(await quickReplies.insert(reply, MAX_QUICK_REPLIES)))
    throw invalidMember('', 'too_many_replies', `An account has at most ${MAX_QUICK_REPLIES} quick replies`);
  return reply;
}

/** Deletes a quick reply. Repeating it changes nothing. */
export const deleteQuickReply = (
  { quickReplies }: Pick<Deps, 'quickReplies'>,
  { account }: Context,
  replyId: string,
): Promise<void> => quickReplies.delete(account.accountId, replyId);
