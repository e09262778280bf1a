import { and, asc, desc, eq, inArray, type SQL, sql } from 'drizzle-orm';
import { MESSAGE_CHARGE_PREFIX } from '../../shared/crypto/dedupe-key';
import { charges, messageStatuses, messages } from '../schema';
import type { Database } from '../sql/database';

/** Selects a page of messages, newest first, and one more; with the statuses and charges of the page. */
export function selectMessagePage(db: Database, accountId: string, matching: SQL | undefined, limit: number) {
  const chosen = db
    .select({ id: messages.messageId })
    .from(messages)
    .where(matching)
    .orderBy(desc(messages.messageId))
    .limit(limit);
  const chargeKeys = sql`(select ${MESSAGE_CHARGE_PREFIX} || ${messages.messageId} from ${messages}
    where ${messages.messageId} in ${chosen})`;
  return {
    rows: db
      .select()
      .from(messages)
      .where(matching)
      .orderBy(desc(messages.messageId))
      .limit(limit + 1),
    statuses: db
      .select()
      .from(messageStatuses)
      .where(inArray(messageStatuses.messageId, chosen))
      .orderBy(asc(messageStatuses.at)),
    charges: db
      .select()
      .from(charges)
      .where(and(eq(charges.accountId, accountId), inArray(charges.dedupeKey, chargeKeys))),
  };
}
