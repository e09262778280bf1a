import type { ConversationRow } from '../../db/conversation-pages';
import type { ConversationOwner } from './conversation-texts';

/** Returns who answers a conversation. */
export const ownerOf = ({ owner, hasFlow }: ConversationRow): ConversationOwner =>
  owner ?? (hasFlow === 1 ? 'flow' : 'nobody');
