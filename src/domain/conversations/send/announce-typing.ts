import { storedActor } from '../../../shared/access/actor';
import { AppError } from '../../../shared/errors/app-error';
import { describeError } from '../../../shared/errors/describe-error';
import { SERVICE_WINDOW_MS } from '../../../shared/time/service-window';
import type { Context, Deps } from '../../ports';
import { findConversation } from '../read-conversations';
import { type MarkReadDeps, sendReceipt } from './mark-read';

/** How long somebody is shown as typing; the page repeats it in less time. */
export const TYPING_MS = 30_000;

/** Shows the colleagues that somebody writes an answer. Fails with not_found. */
export async function announceTyping(
  { conversations, now }: Pick<Deps, 'conversations' | 'now'>,
  { account: { accountId }, actor: caller }: Context,
  conversationId: string,
): Promise<void> {
  const [actor, at] = [storedActor(caller), now()];
  const isFound = await conversations.setTyping({ accountId, conversationId, actor, now: at, after: at - TYPING_MS });
  if (!isFound) throw new AppError('not_found', 'There is no such conversation');
}

/** Shows the customer the same, if a free text can be sent to them. A failure is logged: it is repeated anyway. */
export async function showTypingFromPage(
  deps: MarkReadDeps & Pick<Deps, 'log' | 'now'>,
  context: Context,
  conversationId: string,
): Promise<void> {
  try {
    const { conversation } = await findConversation(deps, context, conversationId);
    const { owner, lastInboundAt } = conversation;
    if (owner === 'other_app' || lastInboundAt + SERVICE_WINDOW_MS <= deps.now()) return;
    await sendReceipt(deps, conversation, true);
  } catch (error) {
    deps.log('typing_not_shown', { conversation_id: conversationId, error: describeError(error) });
  }
}
