import type { SendContact } from '../../clients/whatsapp-cloud';
import type { NamePair } from '../../db/customer-names';
import { identityOf, isPhoneName } from './identity';
import { namePairs } from './name-pairs';

/**
 * What the answer to a send says of whom it goes to: the address by which WhatsApp knows them, and which names are one
 * customer's. The number that was dialled can be written in another way than WhatsApp writes it.
 */
export function namesInAnswer(
  contacts: SendContact[],
  { accountId, dialled, at }: { accountId: string; dialled: string; at: number },
): { address: string; pairs: NamePair[] } {
  const [contact] = contacts;
  const { phone, userId } = identityOf([contact?.waId, contact?.userId]);
  const address = phone ?? (isPhoneName(dialled) ? dialled : (userId ?? dialled));
  return { address, pairs: namePairs(address, [dialled, userId], { accountId, at }) };
}
