import type { Colleague, ConversationListRows } from '../../db/pages/conversation-pages';
import { readAuthor } from '../../shared/access/actor';
import type { View } from '../view/view';
import { conversationTexts } from './conversation-texts';

type Colleagues = Pick<ConversationListRows, 'colleagues'>;

/** Returns the name of who wrote or did something; whoever signed in is "you". */
export function authorName(view: View, author: string, { colleagues }: Colleagues): string {
  const t = conversationTexts[view.language];
  const { kind } = readAuthor(author);
  if (kind !== 'key' && kind !== 'person') return t.author[kind] ?? kind;
  if (author === view.own) return t.you;
  return colleagues.find(({ id }) => id === author)?.name ?? (kind === 'key' ? t.unknownKey : t.unknownPerson);
}

/** Returns the same of whom a conversation is assigned to: "assigned to you". */
export const assigneeName = (view: View, assignee: string, rows: Colleagues): string =>
  assignee === view.own ? conversationTexts[view.language].toYou : authorName(view, assignee, rows);

/** Returns the people and keys that a conversation can be assigned to: those that may answer. */
export const assignableColleagues = ({ colleagues }: Colleagues): Colleague[] =>
  colleagues.filter(({ mayAnswer }) => mayAnswer);
