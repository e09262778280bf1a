import { isNotNull, type SQL, sql } from 'drizzle-orm';
import { alias } from 'drizzle-orm/sqlite-core';
import { currentKey } from '../customers/customer-names';
import { conversations, conversationWords, orders } from '../schema';
import { type Database, jsonChunks } from '../sql/database';

/** Words to find a conversation by, of a message at an instant. */
export type IndexedWords = { accountId: string; channelId: string; userKey: string; words: string[]; at: number };

/** A word that is used again is dated anew after this time only, so most words of a message cost no write. */
const REFRESH_MS = 7 * 86_400_000;
/** The most conversations that one word finds, of those with the exact word and of those with a word that begins so. */
const MAX_FOUND = 200;
const MAX_FOUND_ORDERS = 50;

/**
 * Returns the statements that index words; they must follow the statement that writes the conversation in the same batch. A new
 * word of a conversation costs three rows (the row and two indexes), a known one none, or one after a week.
 */
export function indexWords(db: Database, indexed: IndexedWords[]) {
  const c = alias(conversations, 'c');
  const rows = indexed
    .filter(({ words }) => words.length > 0)
    .map(({ accountId, channelId, userKey, words, at }) => [accountId, channelId, userKey, at, words]);
  return jsonChunks(rows).map(({ json }) =>
    db
      .insert(conversationWords)
      .select(
        sql`select ${c.accountId}, w.value, ${c.conversationId}, k.value ->> 3 from json_each(${json}) k
          join ${conversations} ${c} on ${c.channelId} = k.value ->> 1 and ${c.userKey} = k.value ->> 2
            and ${c.accountId} = k.value ->> 0, json_each(k.value, '$[4]') w where ${isNotNull(c.conversationId)}`,
      )
      .onConflictDoUpdate({
        target: [conversationWords.accountId, conversationWords.word, conversationWords.conversationId],
        set: { seenAt: sql`excluded.seen_at` },
        setWhere: sql`excluded.seen_at >= ${conversationWords.seenAt} + ${REFRESH_MS}`,
      }),
  );
}

/** A character after all others: texts from `prefix` up to `prefix` and this character begin with the prefix. */
const LAST_CHARACTER = '\u{10ffff}';

/** What may be the beginning of a phone number. */
const DIGITS = /^\d{4,15}$/;

const startsWith = (word: SQL | typeof conversationWords.word, prefix: string): SQL =>
  sql`${word} >= ${prefix} and ${word} < ${prefix + LAST_CHARACTER}`;

/** Selects the newest conversations with the exact word, and conversations with a word that begins so. */
const conversationsOfWord = (accountId: string, term: string): SQL => {
  const { conversationId, word, accountId: account } = conversationWords;
  const ofWord = (condition: SQL, order: SQL) =>
    sql`select * from (select ${conversationId} from ${conversationWords} where ${account} = ${accountId}
      and ${condition} order by ${order} limit ${MAX_FOUND})`;
  return sql`${ofWord(sql`${word} = ${term}`, sql`${conversationId} desc`)} union
    ${ofWord(sql`${word} > ${term} and ${word} < ${term + LAST_CHARACTER}`, sql`${word}`)}`;
};

/** Selects the conversations of the customers of orders whose number begins with a text; the cross joins keep this order. */
const conversationsOfOrder = (accountId: string, number: string): SQL => {
  const [o, c] = [alias(orders, 'o'), alias(conversations, 'c')];
  const bare = number.trim().replace(/^#/, '');
  const prefixes = JSON.stringify([...new Set([bare, bare.toUpperCase()].flatMap((text) => [text, `#${text}`]))]);
  return sql`select ${c.conversationId} from (select o.user_key, o.phone from json_each(${prefixes}) k
      cross join ${orders} ${o} on ${o.accountId} = ${accountId} and ${o.orderNumber} >= k.value
        and ${o.orderNumber} < k.value || ${LAST_CHARACTER} limit ${MAX_FOUND_ORDERS}) o
    cross join ${conversations} ${c} on ${c.accountId} = ${accountId} and ${c.userKey} in (${currentKey(accountId, sql`o.user_key`)}, ${currentKey(accountId, sql`o.phone`)})`;
};

/** Selects the conversations with the phone numbers that begin with these digits, also those in which the customer has not written. */
const conversationsOfPhone = (accountId: string, digits: string): SQL =>
  sql`select * from (select ${conversations.conversationId} from ${conversations}
    where ${conversations.accountId} = ${accountId} and ${conversations.userKey} >= ${`+${digits}`}
      and ${conversations.userKey} < ${`+${digits}${LAST_CHARACTER}`} limit ${MAX_FOUND})`;

/**
 * The condition that a conversation is found by a query: each of its terms begins a word of the conversation, or the query
 * begins the phone number of its customer, or the number of an order of theirs. Reads a bounded number of rows, however many conversations there are: of a
 * very common word only the newest 200 conversations are found.
 */
export function isFound(accountId: string, { text, terms }: { text: string; terms: string[] }): SQL {
  const [first, ...others] = terms;
  if (first === undefined) return sql`0`;
  const w = alias(conversationWords, 'w');
  const alsoHas = others.map(
    (term) => sql`and exists (select 1 from ${conversationWords} ${w} where ${w.conversationId} = page.conversation_id
      and ${startsWith(sql`${w.word}`, term)})`,
  );
  return sql`${conversations.conversationId} in (
    select page.conversation_id from (${conversationsOfWord(accountId, first)}) as page where 1 ${sql.join(alsoHas, sql` `)}
    union ${conversationsOfOrder(accountId, text)}
    ${DIGITS.test(first) ? sql`union ${conversationsOfPhone(accountId, first)}` : sql``})`;
}
