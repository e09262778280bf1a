import { AppError } from '../../../shared/errors/app-error';
import type { JsonObject } from '../../../shared/json/json';
import type { Context, Deps } from '../../ports';
import { type Change, diffJson } from './diff-json';
import { movedSteps } from './moved-steps';

export type FlowDiff = {
  from: number;
  to: number;
  /** Changes of the flow itself: name, trigger, window, channel. Pointers into the definition. */
  changed: Change[];
  steps: {
    /** Pointers into the version `to`; those of removed steps into the version `from`. */
    added: { id: string; path: string; step: JsonObject }[];
    removed: { id: string; path: string; step: JsonObject }[];
    moved: { id: string; from_path: string; to_path: string }[];
    changed: { id: string; path: string; changes: Change[] }[];
  };
};

type LocatedStep = { id: string; path: string; step: JsonObject };

const stepsOf = (definition: JsonObject): LocatedStep[] =>
  (definition.steps as (JsonObject & { id: string })[]).map((step, i) => ({ id: step.id, path: `/steps/${i}`, step }));

/** Compares two definitions step by step; steps are matched by id. */
export function diffDefinitions(before: JsonObject, after: JsonObject): Pick<FlowDiff, 'changed' | 'steps'> {
  const { steps: _before, ...settingsBefore } = before;
  const { steps: _after, ...settingsAfter } = after;
  const [oldSteps, newSteps] = [stepsOf(before), stepsOf(after)];
  const oldById = new Map(oldSteps.map((each) => [each.id, each]));
  const newIds = new Set(newSteps.map(({ id }) => id));
  const moved = movedSteps([...oldById.keys()], [...newIds]);
  const kept = newSteps.flatMap((each) => {
    const previous = oldById.get(each.id);
    return previous ? [{ previous, each }] : [];
  });
  return {
    changed: diffJson(settingsBefore, settingsAfter, ''),
    steps: {
      added: newSteps.filter(({ id }) => !oldById.has(id)),
      removed: oldSteps.filter(({ id }) => !newIds.has(id)),
      moved: kept.flatMap(({ previous, each: { id, path } }) =>
        moved.has(id) ? [{ id, from_path: previous.path, to_path: path }] : [],
      ),
      changed: kept.flatMap(({ previous, each: { id, path, step } }) => {
        const changes = diffJson(previous.step, step, path);
        return changes.length > 0 ? [{ id, path, changes }] : [];
      }),
    },
  };
}

/** Compares two versions of a flow, by default the current one and the one before it. Fails with not_found. */
export async function diffFlow(
  deps: Pick<Deps, 'flows'>,
  { account: { accountId } }: Context,
  query: { key: string; from: number | undefined; to: number | undefined },
): Promise<FlowDiff> {
  const { key } = query;
  const current = await deps.flows.find(accountId, key);
  if (!current) throw new AppError('not_found', 'There is no such flow');
  const to = query.to ?? current.flow.version;
  const from = query.from ?? to - 1;
  const versions = await deps.flows.findVersions(accountId, key, [from, to]);
  const [before, after] = [from, to].map((wanted) => {
    const found = versions.find(({ version }) => version === wanted);
    if (!found) throw new AppError('not_found', `The flow has no version ${wanted}`);
    return found.definition;
  }) as [JsonObject, JsonObject];
  return { from, to, ...diffDefinitions(before, after) };
}
