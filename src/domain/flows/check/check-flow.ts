import type { Deps } from '../../ports';
import { checkAccount } from './check-account';
import { checkChannel } from './check-channel';
import { type Checked, checkDefinition } from './check-definition';
import { settle } from './settle';

/** Checks a definition by itself and against what the account has, all findings at once. */
export async function checkFlow(deps: Deps, accountId: string, raw: unknown): Promise<Checked> {
  const { sketch, definition, findings, warnings } = checkDefinition(raw);
  const [ofChannel, ofAccount] = await Promise.all([
    checkChannel(deps, accountId, sketch),
    checkAccount(deps, accountId, sketch),
  ]);
  return {
    sketch,
    definition,
    findings: settle([...findings, ...ofChannel.findings]),
    warnings: settle([...warnings, ...ofChannel.warnings, ...ofAccount]),
  };
}
