import type { Account } from '../../db/accounts/accounts';
import type { JsonObject } from '../../shared/json/json';
import { evaluateCondition } from '../liquid/condition';
import type { Deps } from '../ports';
import { settingsScope } from '../setting-values';

/**
 * Evaluates the condition of a trigger; `settings` are those of its flow as JSON. If it cannot be evaluated, returns false and logs it: there is no
 * caller to report it to.
 */
export function isTriggerConditionTrue(
  deps: Pick<Deps, 'log'>,
  { accountId, timeZone, currency }: Pick<Account, 'accountId' | 'timeZone' | 'currency'>,
  { flow, when, settings, scope }: { flow: string; when: string | undefined; settings: string; scope: JsonObject },
): boolean {
  if (when === undefined) return true;
  const holds = evaluateCondition(
    when,
    { ...scope, ...settingsScope(settings) },
    { locale: 'it-IT', zone: timeZone, currency },
  );
  if (!holds.ok) deps.log('trigger_not_evaluated', { account_id: accountId, flow, code: holds.code });
  return holds.ok && holds.value;
}
