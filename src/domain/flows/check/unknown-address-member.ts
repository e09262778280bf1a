import type { AddressCheck } from '../../addresses/address-issues';
import type { ItalianAddress } from '../../addresses/read-italian-address';
import type { ParsedStep } from './parse-flow';

const ADDRESS_MEMBERS: readonly string[] = [
  'address1',
  'address2',
  'zip',
  'city',
  'province_code',
  'country_code',
  'check',
] satisfies (keyof ItalianAddress)[];
const CHECK_MEMBERS: readonly string[] = ['result', 'issues'] satisfies (keyof AddressCheck)[];

const unknown = (member: string | undefined, of: string, members: readonly string[]): string | null =>
  member === undefined || members.includes(member)
    ? null
    : `There is no ${member} in ${of}; it has ${members.join(', ')}`;

/** Returns the problem of a path into the address of a reply, or null. */
export function unknownAddressMember(
  steps: ParsedStep[],
  [root = '', address, member, ofCheck]: string[],
): string | null {
  const isReply = root === 'reply' || steps.some(({ kind, raw }) => kind === 'wait_for_reply' && raw.save_as === root);
  if (!isReply || address !== 'address') return null;
  const at = `${root}.address`;
  return member === 'check' ? unknown(ofCheck, `${at}.check`, CHECK_MEMBERS) : unknown(member, at, ADDRESS_MEMBERS);
}
