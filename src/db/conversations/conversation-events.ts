import { and, eq, type SQL, sql } from 'drizzle-orm';
import type { EventType } from '../../shared/events/event-catalogue';
import { SERVICE_WINDOW_MS } from '../../shared/time/service-window';
import { type DraftColumns, insertOutboxEvents } from '../events/outbox';
import { conversations } from '../schema';
import type { Statement } from '../sql/batch';
import type { Database } from '../sql/database';
import { hasFlow } from './conversation-list';
import type { Conversation } from './conversation-statements';

/*
 * A conversation has many causes of change, which decide in SQL what they change. So its events compare its columns with those
 * that were last reported, and stand after the statements of their cause, in the same batch.
 */

/** What each event reports that has not been reported yet. */
const NEWS = {
  'conversation.opened': sql`(${conversations.state} = 'open' and ${conversations.reportedState} is not 'open')`,
  'conversation.assigned': sql`(${conversations.assignee} is not null
    and ${conversations.assignee} is not ${conversations.reportedAssignee})`,
  'conversation.waiting': sql`(${conversations.waitingSince} is not null
    and ${conversations.waitingSince} is not ${conversations.reportedWaiting})`,
  'conversation.resolved': sql`(${conversations.state} = 'done' and ${conversations.reportedState} is not 'done')`,
  'channel.thread_lost': sql`(${conversations.owner} = 'other_app' and ${conversations.reportedOwner} is not 'other_app')`,
} satisfies Partial<Record<EventType, SQL>>;
type ChangeType = keyof typeof NEWS;
const CHANGE_TYPES = Object.keys(NEWS) as ChangeType[];

const isNews = (type: SQL): SQL =>
  sql`case ${type} ${sql.join(
    CHANGE_TYPES.map((each) => sql`when ${sql.raw(`'${each}'`)} then ${NEWS[each]}`),
    sql` `,
  )} end`;

const facts = sql`json_object('conversation_id', ${conversations.conversationId}, 'channel_id', ${conversations.channelId},
  'state', ${conversations.state}, 'owner', coalesce(${conversations.owner}, iif(${hasFlow}, 'flow', 'nobody')),
  'assignee', ${conversations.assignee}, 'request_id', ${conversations.requestId}, 'waiting_since', ${conversations.waitingSince},
  'window_closes_at', iif(${conversations.lastInboundAt} = 0, null, ${conversations.lastInboundAt} + ${sql.raw(String(SERVICE_WINDOW_MS))}))`;

export type ConversationKey = Pick<Conversation, 'accountId' | 'channelId' | 'userKey'>;
type Report = { accountId: string; types: readonly EventType[]; place: [channelId: string, userKey: string] | null };

/** Returns the statements that write events of conversations: `isIt` finds the conversation of an event, `where` says whether it has news. */
export function insertConversationEvents(
  db: Database,
  reports: Report[],
  now: number,
  { isIt, where }: { isIt: (draft: DraftColumns) => SQL | undefined; where: (draft: DraftColumns) => SQL },
) {
  const drafts = reports.flatMap(({ accountId, types, place }) =>
    types.map((type) => ({ accountId, type, objectId: '', facts: { place } })),
  );
  const from = (column: SQL, draft: DraftColumns): SQL =>
    // Unindexed: `isIt` finds one row.
    sql`(select ${column} from ${conversations} where ${and(isIt(draft), sql`+${conversations.accountId} = ${draft.accountId}`)})`;
  return insertOutboxEvents(db, drafts, now, {
    where: (draft) => sql`coalesce(${from(where(draft), draft)}, 0)`,
    objectId: (draft) => from(sql`${conversations.conversationId}`, draft),
    facts: (draft) => from(facts, draft),
  });
}

/** The condition of the conversation that a draft's facts name by `place`. */
export const isConversationOfDraft = ({ facts: of }: DraftColumns): SQL | undefined =>
  and(eq(conversations.channelId, sql`${of} ->> '$.place[0]'`), eq(conversations.userKey, sql`${of} ->> '$.place[1]'`));
/** The condition of the conversations with these channels and customers, of any account. */
export const isOneOfConversations = (places: ConversationKey[]): SQL =>
  sql`(${conversations.channelId}, ${conversations.userKey}) in (select value ->> 0, value ->> 1
    from json_each(${JSON.stringify(places.map(({ channelId, userKey }) => [channelId, userKey]))}))`;

const { state, assignee, waitingSince, owner, reportedState, reportedAssignee, reportedWaiting, reportedOwner } =
  conversations;
const isUnreported = sql`(${reportedState} is not ${state} or ${reportedAssignee} is not ${assignee}
  or ${reportedWaiting} is not ${waitingSince} or ${reportedOwner} is not ${owner})`;

/** Returns the statement that takes the columns of conversations as reported. */
const markReported = (db: Database, isIt: SQL | undefined) =>
  db
    .update(conversations)
    .set({
      reportedState: sql`${state}`,
      reportedAssignee: sql`${assignee}`,
      reportedWaiting: sql`${waitingSince}`,
      reportedOwner: sql`${owner}`,
    })
    .where(and(isIt, isUnreported));

/** Returns the statements that report what has changed in a conversation, which `isIt` finds. */
export const reportChange = (
  db: Database,
  accountId: string,
  now: number,
  isIt: SQL | undefined,
): { events: Statement[]; reported: Statement } => ({
  events: insertConversationEvents(db, [{ accountId, types: CHANGE_TYPES, place: null }], now, {
    isIt: () => isIt,
    where: ({ type }) => isNews(type),
  }),
  reported: markReported(db, isIt),
});

/** Returns the statements that report what has changed in many conversations, of changes of the given types. */
export function reportChanges(
  db: Database,
  places: (ConversationKey & { types: readonly ChangeType[] })[],
  now: number,
): { events: Statement[]; reported: Statement[] } {
  if (places.length === 0) return { events: [], reported: [] };
  // Several messages of one customer are one change.
  const byPlace = Map.groupBy(places, ({ channelId, userKey }) => `${channelId} ${userKey}`);
  const reports = [...byPlace.values()].flatMap((same): Report[] => {
    const [first] = same;
    if (!first) return [];
    const types = [...new Set(same.flatMap((each) => each.types))];
    return [{ accountId: first.accountId, types, place: [first.channelId, first.userKey] }];
  });
  return {
    events: insertConversationEvents(db, reports, now, {
      isIt: isConversationOfDraft,
      where: ({ type }) => isNews(type),
    }),
    reported: [markReported(db, isOneOfConversations(places))],
  };
}
