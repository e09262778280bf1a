import type { Database } from './database';

type WrittenEvent = { accountId: string; isWanted: number };
/** Is called with the accounts whose subscriptions wait for events that a batch has written. */
type EventListener = (accountIds: string[]) => Promise<void>;

const eventStatements = new WeakSet<object>();
const listeners = new WeakMap<Database, EventListener>();

/** Marks a statement that writes events and returns `WrittenEvent`s, and returns it. */
export function markEventStatement<Statement extends object>(statement: Statement): Statement {
  eventStatements.add(statement);
  return statement;
}

/** Sets the listener for the events that batches on this database write, and returns the database. */
export function listenToEvents(db: Database, listener: EventListener): Database {
  listeners.set(db, listener);
  return db;
}

/** Calls the database's listener with the events that a batch has written, so that their causes need not. */
export async function reportEvents(db: Database, statements: readonly object[], results: unknown[]): Promise<void> {
  const accountIds = new Set<string>();
  for (const [i, statement] of statements.entries()) {
    if (!eventStatements.has(statement)) continue;
    for (const { accountId, isWanted } of results[i] as WrittenEvent[]) if (isWanted === 1) accountIds.add(accountId);
  }
  if (accountIds.size > 0) await listeners.get(db)?.([...accountIds]);
}
