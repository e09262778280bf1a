import type { Context } from '../ports';
import { readAccessIdentity } from './sign-in-with-access';

/** How long after a sign-in a person can make a dangerous change without proving again who they are. */
const RECENT_MS = 10 * 60_000;

/**
 * Returns whether the caller may make a dangerous change now. A key always may, because the API lets it make the same change. A
 * person may for ten minutes after the sign-in, or if this call carries an assertion of Cloudflare Access, whose policy says how
 * often people prove who they are.
 */
export async function hasRecentProof(
  deps: Parameters<typeof readAccessIdentity>[0],
  { account, actor }: Pick<Context, 'account' | 'actor'>,
  { startedAt, assertion }: { startedAt: number; assertion: string | undefined },
): Promise<boolean> {
  if (actor.type === 'key' || startedAt > deps.now() - RECENT_MS) return true;
  const identity = await readAccessIdentity(deps, assertion);
  return (
    identity?.accounts.some(
      ({ accountId, person }) => accountId === account.accountId && person.personId === actor.id,
    ) ?? false
  );
}
