import { type SQL, sql } from 'drizzle-orm';
import type { BatchItem } from 'drizzle-orm/batch';
import type { Database } from './database';
import {
  charges,
  conversations,
  customerAliases,
  customers,
  events,
  idempotencyKeys,
  messages,
  orders,
  pushes,
  requests,
} from './schema';

/** A change of a customer's names at `at`. */
export type Renaming = {
  accountId: string;
  /** The customer's key before and after the change. */
  oldKey: string;
  newKey: string;
  /** The phone numbers that the customer gave up, and their other former names. */
  freed: string[];
  former: string[];
  /** The names that WhatsApp uses from now on, and the one to which messages are sent. */
  names: string[];
  address: string;
  at: number;
};

const listOf = (values: string[]): SQL => sql`(select value from json_each(${JSON.stringify(values)}))`;

/**
 * Returns the statements that change a customer's names. Rows under a number that was given up move to the new key if they
 * are no younger than the change; younger rows belong to the number's next owner. Repeating the statements changes nothing.
 */
export function renameStatements(db: Database, renaming: Renaming): BatchItem<'sqlite'>[] {
  const { accountId, oldKey, newKey, freed, former, names, address, at } = renaming;
  const gone = [...freed, ...former];
  const oldKeys = listOf(freed.flatMap((number) => [number, `+${number}`]).filter((key) => key !== newKey));
  const stands = sql`account_id = ${accountId} and user_key in ${oldKeys}`;
  const ofRun = sql`request_id in (select request_id from requests where account_id = ${accountId} and user_key = ${newKey})`;
  const soFar = sql`${stands} and created_at <= ${at}`;
  const set = { userKey: newKey };
  const isFreed = sql`${customerAliases.namedBy} = 'whatsapp' and (${customerAliases.alias} in ${listOf(former)}
    or (${freed.length > 0 ? 1 : 0} and ${customerAliases.alias} not glob '*[^0-9]*'
      and ${customerAliases.alias} not in ${listOf(names)}))`;
  const rekeyed: BatchItem<'sqlite'>[] = [
    db.update(requests).set(set).where(soFar),
    db.update(orders).set(set).where(soFar),
    // A later message from the old number belongs to its new owner, even if it was matched to this customer's request.
    db.update(messages).set(set).where(sql`${stands} and (created_at <= ${at} or (direction = 'out' and ${ofRun}))`),
    db.update(charges).set(set).where(sql`${stands} and (created_at <= ${at} or ${ofRun})`),
    db.update(pushes).set(set).where(sql`${ofRun} and ${stands}`),
    db.update(events).set(set).where(soFar),
    db.update(idempotencyKeys).set(set).where(soFar),
    db
      .insert(conversations)
      .select(
        sql`select channel_id, ${newKey}, account_id, last_inbound_at, last_wamid from conversations
          where ${stands} and last_inbound_at <= ${at}`,
      )
      .onConflictDoUpdate({
        target: [conversations.channelId, conversations.userKey],
        set: { lastInboundAt: sql`excluded.last_inbound_at`, lastWamid: sql`excluded.last_wamid` },
        setWhere: sql`${conversations.lastInboundAt} <= excluded.last_inbound_at`,
      }),
    db.delete(conversations).where(sql`${stands} and last_inbound_at <= ${at}`),
    db
      .insert(customers)
      .select(
        sql`select account_id, ${newKey}, opted_out_at, opted_out_by, updated_at from customers
          where ${stands} and (updated_at <= ${at} or opted_out_at <= ${at})`,
      )
      .onConflictDoUpdate({
        target: [customers.accountId, customers.userKey],
        set: {
          optedOutAt: sql`excluded.opted_out_at`,
          optedOutBy: sql`excluded.opted_out_by`,
          updatedAt: sql`excluded.updated_at`,
        },
        setWhere: sql`${customers.updatedAt} <= excluded.updated_at`,
      }),
    db.delete(customers).where(sql`${stands} and updated_at <= ${at}`),
    // An opt-out word sent from the old number after the change applies only to its new owner.
    db.delete(customers).where(
      sql`account_id = ${accountId} and opted_out_by = 'word' and opted_out_at > ${at} and user_key in
        (select alias from customer_aliases where account_id = ${accountId} and user_key = ${oldKey}
          and named_by = 'merchant' and created_at <= ${at})`,
    ),
  ];
  return [
    db
      .update(requests)
      .set({ address })
      .where(
        sql`request_id in (select r.request_id from channels c join requests r on r.channel_id = c.channel_id
          where c.account_id = ${accountId} and r.wake_at is not null and r.address in ${listOf(gone)}
            and r.created_at <= ${at})`,
      ),
    ...(freed.length > 0 ? rekeyed : []),
    db
      .update(customerAliases)
      .set({
        userKey: newKey,
        namedBy: sql`iif(${isFreed}, 'merchant', ${customerAliases.namedBy})`,
        createdAt: sql`iif(${isFreed}, ${at}, ${customerAliases.createdAt})`,
      })
      .where(
        sql`${customerAliases.accountId} = ${accountId} and ${customerAliases.userKey} = ${oldKey}
          and ${customerAliases.createdAt} <= ${at}`,
      ),
    // The merchant can still look the customer up by the old names, until another person writes from there.
    db
      .insert(customerAliases)
      .select(
        sql`select ${accountId}, n.value, iif(n.heard is null, ${newKey}, '+' || n.value), coalesce(n.heard, ${at}),
            iif(n.heard is null, 'merchant', 'whatsapp')
          from (select value, (select max(last_inbound_at) from conversations where account_id = ${accountId}
            and user_key = '+' || value and last_inbound_at > ${at}) as heard from json_each(${JSON.stringify(gone)})) n
          where true`,
      )
      .onConflictDoUpdate({
        target: [customerAliases.accountId, customerAliases.alias],
        set: { userKey: sql`excluded.user_key`, namedBy: sql`excluded.named_by`, createdAt: sql`excluded.created_at` },
        setWhere: sql`excluded.named_by = 'whatsapp' and ${customerAliases.createdAt} <= excluded.created_at`,
      }),
    db
      .insert(customerAliases)
      .select(
        sql`select ${accountId}, value, ${newKey}, ${at}, 'whatsapp' from json_each(${JSON.stringify(names)}) where true`,
      )
      .onConflictDoUpdate({
        target: [customerAliases.accountId, customerAliases.alias],
        set: { userKey: sql`excluded.user_key`, namedBy: sql`excluded.named_by`, createdAt: sql`excluded.created_at` },
        setWhere: sql`${customerAliases.createdAt} <= excluded.created_at
          and (${customerAliases.userKey} <> excluded.user_key or ${customerAliases.namedBy} <> 'whatsapp')`,
      }),
  ];
}
