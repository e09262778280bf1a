import type { ConversationListRows, Person } from '../../db/conversation-pages';
import { readAuthor } from '../../shared/actor';
import type { View } from '../view/view';
import { conversationTexts } from './conversation-texts';

/** Returns the name of who wrote or did something; whoever signed in is "you". */
export function authorName(
  view: View,
  author: string,
  { people, key }: Pick<ConversationListRows, 'people' | 'key'>,
): string {
  const t = conversationTexts[view.language];
  const { kind, id } = readAuthor(author);
  if (kind !== 'key') return t.author[kind] ?? kind;
  if (id === key?.keyId) return t.you;
  return people.find(({ keyId }) => keyId === id)?.name ?? t.unknownKey;
}

/** Returns the same of whom a conversation is assigned to: "assigned to you". */
export const assigneeName = (
  view: View,
  assignee: string,
  rows: Pick<ConversationListRows, 'people' | 'key'>,
): string =>
  readAuthor(assignee).id === rows.key?.keyId
    ? conversationTexts[view.language].toYou
    : authorName(view, assignee, rows);

/** Returns the keys that a conversation can be assigned to: those that may answer. */
export const assignablePeople = ({ people }: Pick<ConversationListRows, 'people'>): Person[] =>
  people.filter(({ revokedAt, scopes }) => revokedAt === null && scopes.includes('messages:write'));
