import type { AuditEntry } from '../../../db/accounts/audit';
import type { Flow, FlowVersion } from '../../../db/flows/flows';
import { AppError } from '../../../shared/errors/app-error';
import type { JsonObject } from '../../../shared/json/json';
import type { Language } from '../../../shared/text/language';
import type { Context, Deps } from '../../ports';
import { diffDefinitions, type FlowDiff } from '../diff/diff-flow';
import { type SettingChange, settingChanges } from '../setting-changes/settings-history';

const MAX_VERSIONS = 10;

/** How a version differs from another one: the values of its settings, and everything else. */
export type VersionChanges = { settings: SettingChange[]; rest: Pick<FlowDiff, 'changed' | 'steps'> };

/** A version of a flow; `changes` compares it with the version before, null for the first. */
export type HistoryEntry = Pick<FlowVersion, 'version' | 'createdAt' | 'definition'> & {
  changes: VersionChanges | null;
  /** The definition of the version before; null for the first. */
  before: JsonObject | null;
  /** Who saved it; null where the log no longer says so. */
  author: Pick<AuditEntry, 'actorType' | 'actorName'> | null;
};
export type FlowHistory = {
  flow: Flow;
  versions: HistoryEntry[];
  /** The cursor of the next page; null on the last page. */
  nextBefore: number | null;
};

/** Compares two definitions, the values of settings in words. */
export function changesBetween(before: JsonObject, after: JsonObject, language: Language): VersionChanges {
  const { changed, steps } = diffDefinitions(before, after);
  // The values are among the settings.
  const rest = { changed: changed.filter(({ path }) => path !== '/values' && !path.startsWith('/values/')), steps };
  return { settings: settingChanges(before, after, language), rest };
}

/** Returns the ten newest versions of a flow, or those below `before`. Fails with not_found. */
export async function readHistory(
  deps: Pick<Deps, 'audit' | 'flows'>,
  { account: { accountId } }: Context,
  { key, before, language }: { key: string; before: number | null; language: Language },
): Promise<FlowHistory> {
  const [current, { rows }] = await Promise.all([
    deps.flows.find(accountId, key),
    deps.flows.listVersions(accountId, key, { limit: MAX_VERSIONS + 1, before }),
  ]);
  if (!current) throw new AppError('not_found', 'There is no such flow');
  const shown = rows.slice(0, MAX_VERSIONS);
  const saves = await deps.audit.findFlowSaves(
    accountId,
    key,
    shown.map(({ version }) => version),
  );
  const versions = shown.map(({ version, createdAt, definition }, i): HistoryEntry => {
    const before = rows[i + 1]?.definition ?? null;
    const changes = before && changesBetween(before, definition, language);
    const author = saves.find((each) => each.version === version) ?? null;
    return { version, createdAt, definition, before, changes, author };
  });
  const nextBefore = rows.length > MAX_VERSIONS ? (versions.at(-1)?.version ?? null) : null;
  return { flow: current.flow, versions, nextBefore };
}
