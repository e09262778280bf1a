import type { JsonObject } from '../../../shared/json/json';

/** Returns the customer of an echo as the sender of a message. */
export const recipientOfEcho = ({ to, to_user_id }: JsonObject): JsonObject => ({
  ...(to === undefined ? {} : { from: to }),
  ...(to_user_id === undefined ? {} : { from_user_id: to_user_id }),
});
