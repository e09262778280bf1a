import type { CallResult } from '../call-result';
import type { Deps } from '../ports';

/** Sends a signed body to an endpoint, once. */
export async function callEndpoint(
  { merchant }: Pick<Deps, 'merchant'>,
  call: Parameters<Deps['merchant']['updateObject']>[0],
): Promise<CallResult> {
  const callResult = await merchant.updateObject(call);
  const outcome = callResult.error === null ? 'delivered' : callResult.status === 410 ? 'gone' : 'again';
  return { ...callResult, stated: null, outcome };
}
