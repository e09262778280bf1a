import type { Account } from '../../../db/accounts';
import type { Deps } from '../../ports';
import { checkAccount } from './check-account';
import { checkChannel } from './check-channel';
import { type Checked, checkDefinition } from './check-definition';
import { settle } from './settle';

/** Checks a definition by itself and against what the account has, all findings at once. */
export async function checkFlow(
  deps: Deps,
  account: Pick<Account, 'accountId' | 'priceList'>,
  raw: unknown,
): Promise<Checked> {
  const checked = checkDefinition(raw);
  const [ofChannel, ofAccount] = await Promise.all([
    checkChannel(deps, account.accountId, checked.sketch),
    checkAccount(deps, account, checked),
  ]);
  return {
    ...checked,
    findings: settle([...checked.findings, ...ofChannel.findings, ...ofAccount.findings]),
    warnings: settle([...checked.warnings, ...ofChannel.warnings, ...ofAccount.warnings]),
  };
}
