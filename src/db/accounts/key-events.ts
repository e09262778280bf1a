import { insertOutboxEvents } from '../events/outbox';
import type { apiKeys } from '../schema';
import type { Database } from '../sql/database';

type NewKey = Pick<typeof apiKeys.$inferSelect, 'accountId' | 'keyId' | 'name' | 'scopes' | 'expiresAt' | 'createdAt'>;

/** Returns the statements that write an event for a new API key. */
export const insertKeyEvent = (db: Database, { accountId, keyId, name, scopes, expiresAt, createdAt }: NewKey) =>
  insertOutboxEvents(
    db,
    [
      {
        accountId,
        type: 'account.key_created',
        objectId: keyId,
        facts: { key_id: keyId, name, scopes, expires_at: expiresAt },
      },
    ],
    createdAt,
  );
