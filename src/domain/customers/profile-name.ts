import type { JsonObject } from '../../shared/json/json';
import { objectOrEmpty, textOrNull } from '../../shared/json/read-json';

/** WhatsApp's own limit is lower. */
const MAX_NAME_LENGTH = 200;

/** Returns the name of a customer's WhatsApp profile, else their username; null if Meta's contact has neither. */
export function profileNameOf(contact: JsonObject | null): string | null {
  const profile = objectOrEmpty(contact?.profile);
  return (textOrNull(profile.name) ?? textOrNull(profile.username))?.slice(0, MAX_NAME_LENGTH) ?? null;
}
