import { z } from 'zod';
import { storedActor } from '../../shared/access/actor';
import { newId } from '../../shared/crypto/ids';
import type { Language } from '../../shared/text/language';
import { invalidMember } from '../../shared/validation/invalid-member';
import type { Context, Deps } from '../ports';

/** A subscription as a browser makes it: an uncompressed P-256 point, and 16 bytes of secret. */
export const BrowserSubscription = z.strictObject({
  endpoint: z.url().max(2_048),
  p256dh: z.string().regex(/^[\w-]{87}$/),
  auth: z.string().regex(/^[\w-]{22}$/),
});

/** Subscribes the browser of the user to notifications of conversations that begin to wait. Fails with validation_failed. */
export async function subscribeBrowser(
  { pushSubscriptions, urlRejectionReason, now }: Pick<Deps, 'pushSubscriptions' | 'urlRejectionReason' | 'now'>,
  { account: { accountId }, actor: caller }: Context,
  { language, ...subscription }: z.infer<typeof BrowserSubscription> & { language: Language },
): Promise<void> {
  const refused = urlRejectionReason(subscription.endpoint);
  if (refused !== null) throw invalidMember('/endpoint', 'url_refused', refused);
  const subscriptionId = newId('wps');
  const actor = storedActor(caller);
  await pushSubscriptions.save({ subscriptionId, accountId, actor, language, createdAt: now(), ...subscription });
}

/** Ends the notifications on a browser. Repeating it changes nothing. */
export const unsubscribeBrowser = (
  { pushSubscriptions }: Pick<Deps, 'pushSubscriptions'>,
  { account }: Context,
  endpoint: string,
): Promise<void> => pushSubscriptions.delete(account.accountId, endpoint);
