import type { Conversation } from '../../../db/conversations/conversation-statements';

/**
 * Returns what a person saw of a conversation when they decided: its last message, and who has it. A change of only a message's
 * state is no reason to refuse what they decide.
 */
export const seenOf = ({
  lastMessageId,
  owner,
  state,
  assignee,
}: Pick<Conversation, 'lastMessageId' | 'owner' | 'state' | 'assignee'>): string =>
  [lastMessageId, owner, state, assignee].map((each) => each ?? '').join(' ');
