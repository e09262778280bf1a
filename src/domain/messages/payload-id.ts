import { isId } from '../../shared/ids';

/**
 * A button's payload that carries the request: WhatsApp leaves out `context` on some quick replies, and then the payload
 * is all that says which message was answered.
 */
export const payloadForRequest = (requestId: string, id: string): string => `${requestId}.${id}`;

/** Takes a payload apart; one that is not ours is a plain id. */
export function readPayload(payload: string): { requestId: string | null; id: string } {
  const dot = payload.indexOf('.');
  const requestId = payload.slice(0, dot);
  return dot > 0 && isId('req', requestId)
    ? { requestId, id: payload.slice(dot + 1) }
    : { requestId: null, id: payload };
}
