import type { Person } from '../../db/people/people';
import type { Session } from '../../db/people/sessions';
import type { CallOrigin } from '../../shared/access/audit-entry';
import { AppError } from '../../shared/errors/app-error';
import { describeError } from '../../shared/errors/describe-error';
import type { Deps } from '../ports';
import { newSession } from '../sessions/sign-in';
import { findShards } from '../shards/find-shards';
import { verifyAssertion } from './verify-assertion';

/** An account that an e-mail belongs to. */
export type AccessAccount = { accountId: string; accountName: string; person: Person };
export type AccessIdentity = { email: string; accounts: AccessAccount[] };

const MAX_ACCOUNTS = 20;

type AccessDeps = Pick<Deps, 'accessCerts' | 'databases' | 'directory' | 'forShard' | 'log' | 'now'>;

/**
 * Returns the identity that Cloudflare Access asserts, and the accounts that have a person with its e-mail; null without a valid token, or
 * if the deployment uses no Access.
 */
export async function readAccessIdentity(deps: AccessDeps, token: string | undefined): Promise<AccessIdentity | null> {
  if (!deps.accessCerts || token === undefined) return null;
  let email: string | null;
  try {
    email = await verifyAssertion(deps.accessCerts, token, deps.now());
  } catch (error) {
    // Other ways in still work.
    deps.log('access_certs_failed', { error: describeError(error) });
    return null;
  }
  if (email === null) return null;
  const known = email;
  const found = await Promise.all(
    deps.databases.map(async (database) => {
      const rows = await deps.forShard(database).people.listByEmail(known, MAX_ACCOUNTS);
      // While an account is being moved, both databases have its people.
      const shards = await findShards(
        deps,
        rows.map(({ person }) => person.accountId),
      );
      return rows.filter(({ person }) => (shards.get(person.accountId)?.database ?? 0) === database);
    }),
  );
  const accounts = found
    .flat()
    .map(({ person, accountName }) => ({ accountId: person.accountId, accountName, person }));
  return { email, accounts };
}

/** Signs in the person who has the e-mail of the token in an account. Fails with unauthorized and account_moving. */
export async function signInWithAccess(
  deps: AccessDeps,
  { token, accountId }: { token: string | undefined; accountId: string },
  { replaces, ...origin }: { replaces: string | null } & Pick<CallOrigin, 'location' | 'userAgent'>,
): Promise<Session> {
  const identity = await readAccessIdentity(deps, token);
  const chosen = identity?.accounts.find((account) => account.accountId === accountId);
  if (!chosen) throw new AppError('unauthorized');
  const shard = (await findShards(deps, [accountId])).get(accountId);
  if (shard !== undefined && shard.movingSince !== null) throw new AppError('account_moving');
  const actor = { type: 'person' as const, id: chosen.person.personId, name: chosen.person.name };
  const { session, audit } = newSession({ account: { accountId }, actor }, origin, deps.now());
  await deps.forShard(shard?.database ?? 0).sessions.insert(session, replaces, audit);
  return session;
}
