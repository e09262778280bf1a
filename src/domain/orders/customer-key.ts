import { normaliseUserKey } from '../../shared/phone/phone';

const MAX_KEY_LENGTH = 128;

/** Returns the default `user_key` of a customer: the phone number, else the e-mail in lower case, else the shop's id. */
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
