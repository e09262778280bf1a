import { AppError, type Issue } from '../../../shared/errors/app-error';
import { canonicalJson, type JsonObject } from '../../../shared/json/json';
import { objectOrEmpty } from '../../../shared/json/read-json';
import type { Context, Deps } from '../../ports';
import { checkFlow } from '../check/check-flow';
import { withoutTemplateStates } from '../check/template-states';
import { findVersion } from '../definition/find-version';
import { addFlowVersion } from '../put-flow';
import { checkSettingValue } from '../settings/check-setting-value';
import { Setting } from '../settings/setting';
import { allSettingValues, type FlowSettings, settingsOf } from './read-settings';

const MAX_RETRIES = 5;

type ChangeDeps = Pick<Deps, 'channels' | 'encryptor' | 'flows' | 'now' | 'stores' | 'templates' | 'whatsapp'>;

/** Checks given values against their declarations. Paths are JSON Pointers into the values. */
function checkGiven(declared: JsonObject, given: JsonObject): Issue[] {
  return Object.entries(given).flatMap(([name, value]): Issue[] => {
    const path = `/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`;
    if (!Object.hasOwn(declared, name)) {
      return [{ path, code: 'unknown_member', message: 'The flow has no such setting: correct its name or remove it' }];
    }
    return value === null ? [] : checkSettingValue(Setting.parse(declared[name]), value, path);
  });
}

/** Names the members of the definition in the messages: the body of the call holds values only. */
const issuesOfDefinition = (issues: Issue[]): Issue[] =>
  issues.map(({ path, code, message }) => ({ path: '', code, message: `${path} of the flow: ${message}` }));

async function changeSettings(
  deps: ChangeDeps,
  context: Context,
  {
    key,
    expectedVersion,
    valuesFor,
  }: {
    key: string;
    expectedVersion: number | undefined;
    valuesFor: (definition: JsonObject) => Promise<JsonObject> | JsonObject;
  },
): Promise<{ settings: FlowSettings; created: boolean }> {
  const { account } = context;
  const { accountId } = account;
  for (let race = 0; race <= MAX_RETRIES; race += 1) {
    const { flow, definition: current } = await findVersion(deps, accountId, { key, version: undefined });
    const { version } = flow;
    if (expectedVersion !== undefined && expectedVersion !== version) {
      throw new AppError('flow_changed', `The flow has version ${version} now: read its settings again`);
    }
    const { values: _, ...rest } = current;
    const values = await valuesFor(current);
    const changed: JsonObject = Object.keys(values).length === 0 ? rest : { ...rest, values };
    const checked = await checkFlow(deps, account, changed);
    // A flow that is not active is set up while Meta still reviews its templates.
    const { definition, issues } = flow.active ? checked : withoutTemplateStates(checked);
    if (!definition || issues.length > 0) {
      throw new AppError('flow_invalid', 'The flow is not valid with these settings', {
        issues: issuesOfDefinition(issues),
      });
    }
    const saved = await addFlowVersion(deps, context, { key, definition, expectedVersion: version });
    if (saved) return { settings: settingsOf(saved.flow, saved.definition), created: saved.created };
  }
  throw new AppError('unavailable', 'Other calls save this flow at the same time; try again');
}

/**
 * Replaces the values of a flow's settings and saves them as a new version, unless nothing changes. A setting that is left out, or
 * null, gets its default. The flow becomes inactive where a required one has no value. Fails with not_found, validation_failed,
 * flow_invalid (the values do not fit the steps), or flow_changed where `expectedVersion` is not the current version.
 */
export function putSettings(
  deps: ChangeDeps,
  context: Context,
  { key, given, expectedVersion }: { key: string; given: JsonObject; expectedVersion: number | undefined },
): Promise<{ settings: FlowSettings; created: boolean }> {
  const valuesFor = (definition: JsonObject): JsonObject => {
    const issues = checkGiven(objectOrEmpty(definition.settings), given);
    if (issues.length > 0) {
      const detail = `${issues.length} ${issues.length === 1 ? 'member is' : 'members are'} not valid`;
      throw new AppError('validation_failed', detail, { issues });
    }
    return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== null));
  };
  return changeSettings(deps, context, { key, expectedVersion, valuesFor });
}

/**
 * Gives a flow's settings the values that they had in an earlier version, as a new version; its steps stay as they are. A value
 * whose setting is not declared any more is dropped. Fails as `putSettings` does.
 */
export function restoreSettings(
  deps: ChangeDeps,
  context: Context,
  { key, version }: { key: string; version: number },
): Promise<{ settings: FlowSettings; created: boolean }> {
  const valuesFor = async (definition: JsonObject): Promise<JsonObject> => {
    const earlier = await findVersion(deps, context.account.accountId, { key, version });
    const declared = objectOrEmpty(definition.settings);
    const kept = Object.entries(allSettingValues(earlier.definition)).filter(
      ([name, value]) =>
        value !== null &&
        Object.hasOwn(declared, name) &&
        canonicalJson(value) !== canonicalJson(objectOrEmpty(declared[name]).default ?? null),
    );
    return Object.fromEntries(kept);
  };
  return changeSettings(deps, context, { key, expectedVersion: undefined, valuesFor });
}
