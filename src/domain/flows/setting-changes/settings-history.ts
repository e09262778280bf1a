import type { FlowVersion } from '../../../db/flows/flows';
import { AppError } from '../../../shared/errors/app-error';
import { canonicalJson, type JsonObject, type JsonValue } from '../../../shared/json/json';
import { objectOrEmpty } from '../../../shared/json/read-json';
import type { Language } from '../../../shared/text/language';
import type { Context, Deps } from '../../ports';
import { Setting } from '../settings/setting';
import { describeChange } from './describe-value';
import { allSettingValues } from './read-settings';

export type SettingChange = {
  name: string;
  label: string;
  before: JsonValue;
  after: JsonValue;
  /** Such as "Reminder after: 24 h → 12 h". */
  text: string;
};
/** A version with other values than the one before it; the first version has no changes. */
export type SettingsVersion = Pick<FlowVersion, 'version' | 'createdAt'> & {
  values: JsonObject;
  changes: SettingChange[];
};

/** Returns how the values of the settings that `after` declares differ from those of `before`, in words. */
export function settingChanges(before: JsonObject, after: JsonObject, language: Language): SettingChange[] {
  const [old, current] = [allSettingValues(before), allSettingValues(after)];
  const declared = objectOrEmpty(after.settings);
  const oldDeclared = objectOrEmpty(before.settings);
  return Object.entries(current).flatMap(([name, value]): SettingChange[] => {
    const previous = old[name] ?? null;
    if (canonicalJson(previous) === canonicalJson(value)) return [];
    const setting = Setting.parse(declared[name]);
    const previousSetting = Setting.safeParse(oldDeclared[name]).data ?? setting;
    const label = setting.label?.[language] ?? name;
    const words = describeChange({ setting: previousSetting, value: previous }, { setting, value }, language);
    return [{ name, label, before: previous, after: value, text: `${label}: ${words}` }];
  });
}

/**
 * Returns the versions in which the values of a flow's settings changed, newest first, and the first one. Reads `limit` versions: a
 * page may have fewer rows, and `nextBefore` says where the next one begins. Fails with not_found.
 */
export async function settingsHistory(
  deps: Pick<Deps, 'flows'>,
  { account: { accountId } }: Context,
  { key, limit, before, language }: { key: string; limit: number; before: number | null; language: Language },
): Promise<{ rows: SettingsVersion[]; nextBefore: number | null }> {
  const { rows: versions, more } = await deps.flows.listVersions(accountId, key, { limit: limit + 1, before });
  if (versions.length === 0 && before === null) throw new AppError('not_found', 'There is no such flow');
  const page = versions.slice(0, limit);
  const rows = page.flatMap(({ version, createdAt, definition }, i): SettingsVersion[] => {
    const previous = versions[i + 1];
    const changes = previous ? settingChanges(previous.definition, definition, language) : [];
    const isFirst = previous === undefined && !more;
    return changes.length > 0 || isFirst ? [{ version, createdAt, values: allSettingValues(definition), changes }] : [];
  });
  const hasMore = more || versions.length > limit;
  return { rows, nextBefore: hasMore ? (page.at(-1)?.version ?? null) : null };
}
