import { normaliseUserKey } from '../../shared/phone';

const MAX_KEY_LENGTH = 128;

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
  phone ?? (email?.trim() ? normaliseUserKey(email.trim().slice(0, MAX_KEY_LENGTH).toLowerCase()) : null) ?? shopId;
