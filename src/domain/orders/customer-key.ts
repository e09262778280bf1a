import { normaliseUserKey } from '../../shared/phone';

const LONGEST = 128;

/**
 * How a customer is named (`user_key`) where nobody says: by phone, else by e-mail in lower case, else as the shop names
 * them.
 */
export const customerKey = ({
  phone,
  email,
  shopId,
}: {
  phone: string | null;
  email: string | null;
  shopId: string | null;
}): string | null =>
  phone ?? (email?.trim() ? normaliseUserKey(email.trim().slice(0, LONGEST).toLowerCase()) : null) ?? shopId;
