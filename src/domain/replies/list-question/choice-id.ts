import { isId } from '../../../shared/crypto/ids';

const PREFIX = 'choose:';

/** Returns the row id of a request in a list question. It cannot equal a row id of a flow, because those start with a request id. */
export const choiceId = (requestId: string): string => `${PREFIX}${requestId}`;

/** Returns the request of a row id; null for any other id. */
export function chosenRequest(id: string | null): string | null {
  if (id === null || !id.startsWith(PREFIX)) return null;
  const requestId = id.slice(PREFIX.length);
  return isId('req', requestId) ? requestId : null;
}
