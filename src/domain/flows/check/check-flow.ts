import type { Account } from '../../../db/accounts/accounts';
import type { Deps } from '../../ports';
import { checkAccount } from './check-account';
import { type CheckedDefinition, checkDefinition } from './check-definition';
import { checkFlowChannel } from './check-flow-channel';
import { normalizeIssues } from './normalize-issues';

/** Checks a definition by itself and against the account, and returns all issues at once. */
export async function checkFlow(
  deps: Pick<Deps, 'channels' | 'encryptor' | 'flows' | 'now' | 'stores' | 'templates' | 'whatsapp'>,
  account: Pick<Account, 'accountId' | 'priceList'>,
  raw: unknown,
): Promise<CheckedDefinition> {
  const checked = checkDefinition(raw);
  const [channelCheck, accountCheck] = await Promise.all([
    checkFlowChannel(deps, account.accountId, checked.parsedFlow),
    checkAccount(deps, account, checked),
  ]);
  return {
    ...checked,
    issues: normalizeIssues([...checked.issues, ...channelCheck.issues, ...accountCheck.issues]),
    warnings: normalizeIssues([...checked.warnings, ...channelCheck.warnings, ...accountCheck.warnings]),
  };
}
