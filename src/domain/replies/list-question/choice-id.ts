import { isId } from '../../../shared/ids';

const PREFIX = 'choose:';

/** The row of a question that stands for a request. No id of a flow can look like it: those are carried with a request. */
export const choiceId = (requestId: string): string => `${PREFIX}${requestId}`;

/** The request that a row of a question stands for; null for any other id. */
export function chosenRequest(id: string | null): string | null {
  if (id === null || !id.startsWith(PREFIX)) return null;
  const requestId = id.slice(PREFIX.length);
  return isId('req', requestId) ? requestId : null;
}
