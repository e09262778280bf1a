import { sql } from 'drizzle-orm';
import { index, integer, primaryKey, sqliteTable, text, uniqueIndex } from 'drizzle-orm/sqlite-core';
import { ROLES } from '../../shared/access/roles';

/** The people of an account. A removed person keeps the name, because their messages and notes show it. */
export const people = sqliteTable(
  'people',
  {
    personId: text('person_id').primaryKey(),
    accountId: text('account_id').notNull(),
    name: text('name').notNull(),
    /** In lower case; null once the person is removed. */
    email: text('email'),
    role: text('role', { enum: ROLES }).notNull(),
    createdAt: integer('created_at').notNull(),
    updatedAt: integer('updated_at').notNull(),
    lastSeenAt: integer('last_seen_at'),
    removedAt: integer('removed_at'),
  },
  (t) => [
    index('people_account').on(t.accountId, t.personId),
    uniqueIndex('people_email').on(t.accountId, t.email),
    // Cloudflare Access knows a person by the e-mail only.
    index('people_by_email').on(t.email).where(sql`${t.email} is not null`),
  ],
);

/** Links by which a person comes in, once. */
export const invitations = sqliteTable(
  'invitations',
  {
    invitationId: text('invitation_id').primaryKey(),
    accountId: text('account_id').notNull(),
    /** SHA-256 of the link's token. */
    hash: text('hash').notNull(),
    email: text('email').notNull(),
    name: text('name').notNull(),
    role: text('role', { enum: ROLES }).notNull(),
    /** The actor that made it, as the author of a message. */
    invitedBy: text('invited_by').notNull(),
    createdAt: integer('created_at').notNull(),
    expiresAt: integer('expires_at').notNull(),
    acceptedAt: integer('accepted_at'),
    revokedAt: integer('revoked_at'),
    /** The person who accepted it. */
    personId: text('person_id'),
  },
  (t) => [
    index('invitations_account').on(t.accountId, t.invitationId),
    uniqueIndex('invitations_hash').on(t.accountId, t.hash),
  ],
);

/** The public keys by which people sign in (WebAuthn). */
export const passkeys = sqliteTable(
  'passkeys',
  {
    passkeyId: text('passkey_id').primaryKey(),
    accountId: text('account_id').notNull(),
    personId: text('person_id').notNull(),
    name: text('name').notNull(),
    /** The authenticator's name of it, base64url. */
    credentialId: text('credential_id').notNull(),
    /** SubjectPublicKeyInfo, base64. */
    publicKey: text('public_key').notNull(),
    /** As COSE numbers it: -7 is ES256, -257 is RS256. */
    algorithm: integer('algorithm').notNull(),
    /** The host name that it is bound to. */
    rpId: text('rp_id').notNull(),
    /** Grows with each use; 0 if the authenticator does not count. */
    signCount: integer('sign_count').notNull(),
    createdAt: integer('created_at').notNull(),
    lastUsedAt: integer('last_used_at'),
  },
  (t) => [
    index('passkeys_person').on(t.accountId, t.personId, t.passkeyId),
    uniqueIndex('passkeys_credential').on(t.accountId, t.credentialId),
  ],
);

/** The challenges that passkeys have answered, until they expire: each is answered once. */
export const spentChallenges = sqliteTable(
  'spent_challenges',
  {
    accountId: text('account_id').notNull(),
    challenge: text('challenge').notNull(),
    expiresAt: integer('expires_at').notNull(),
  },
  (t) => [primaryKey({ columns: [t.accountId, t.challenge] })],
);
