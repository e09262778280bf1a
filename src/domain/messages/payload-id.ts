import { isId } from '../../shared/crypto/ids';

/** Adds the request to a button's payload: WhatsApp omits `context` on some quick replies, so only the payload identifies it. */
export const payloadForRequest = (requestId: string, id: string): string => `${requestId}.${id}`;

/** Splits a payload into request and id; a payload that is not ours has no request. */
export function readPayload(payload: string): { requestId: string | null; id: string } {
  const dot = payload.indexOf('.');
  const requestId = payload.slice(0, dot);
  return dot > 0 && isId('req', requestId)
    ? { requestId, id: payload.slice(dot + 1) }
    : { requestId: null, id: payload };
}
