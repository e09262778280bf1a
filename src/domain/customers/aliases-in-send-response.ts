import type { SendContact } from '../../clients/whatsapp-cloud';
import type { NamePair } from '../../db/customers/customer-names';
import { aliasPairs } from './alias-pairs';
import { identityOf, isPhoneNumber } from './identity';

/**
 * Reads the recipient from Meta's response to a send: the address that WhatsApp uses, and the alias pairs. WhatsApp may write
 * the number in another format than we sent.
 */
export function aliasesInSendResponse(
  contacts: SendContact[],
  { accountId, dialled, at }: { accountId: string; dialled: string; at: number },
): { address: string; pairs: NamePair[] } {
  const [contact] = contacts;
  const { phone, userId } = identityOf([contact?.waId, contact?.userId]);
  const address = phone ?? (isPhoneNumber(dialled) ? dialled : (userId ?? dialled));
  return { address, pairs: aliasPairs(address, [dialled, userId], { accountId, at }) };
}
