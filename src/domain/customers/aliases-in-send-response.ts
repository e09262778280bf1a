import type { SendContact } from '../../clients/whatsapp-cloud';
import type { NamePair } from '../../db/customer-names';
import { aliasPairs } from './alias-pairs';
import { identityOf, isPhoneNumber } from './identity';

/**
 * What the answer to a send says of whom it goes to: the address by which WhatsApp knows them, and which names are one
 * customer's. The number that was dialled can be written in another way than WhatsApp writes it.
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
