import { AppError } from '../../../shared/app-error';
import type { JsonObject } from '../../../shared/json';
import type { Context, Deps } from '../../ports';
import { type Change, diffJson } from './diff-json';
import { movedSteps } from './moved-steps';

export type FlowDiff = {
  from: number;
  to: number;
  /** Of the flow itself: its name, trigger, window, channel. Pointers into the definition. */
  changed: Change[];
  steps: {
    /** Pointers into the version `to`, those of what is gone into the version `from`. */
    added: { id: string; path: string; step: JsonObject }[];
    removed: { id: string; path: string; step: JsonObject }[];
    moved: { id: string; from_path: string; to_path: string }[];
    changed: { id: string; path: string; changes: Change[] }[];
  };
};

type LocatedStep = { id: string; path: string; step: JsonObject };

const stepsOf = (definition: JsonObject): LocatedStep[] =>
  (definition.steps as (JsonObject & { id: string })[]).map((step, i) => ({ id: step.id, path: `/steps/${i}`, step }));

/** What differs between two definitions, step by step: a step is known by its id. */
export function diffDefinitions(before: JsonObject, after: JsonObject): Pick<FlowDiff, 'changed' | 'steps'> {
  const { steps: _before, ...settingsBefore } = before;
  const { steps: _after, ...settingsAfter } = after;
  const [old, now] = [stepsOf(before), stepsOf(after)];
  const [oldById, nowById] = [new Map(old.map((each) => [each.id, each])), new Map(now.map((each) => [each.id, each]))];
  const moved = movedSteps([...oldById.keys()], [...nowById.keys()]);
  const kept = now.flatMap((each) => {
    const was = oldById.get(each.id);
    return was ? [{ was, each }] : [];
  });
  return {
    changed: diffJson(settingsBefore, settingsAfter, ''),
    steps: {
      added: now.filter(({ id }) => !oldById.has(id)),
      removed: old.filter(({ id }) => !nowById.has(id)),
      moved: kept.flatMap(({ was, each: { id, path } }) =>
        moved.has(id) ? [{ id, from_path: was.path, to_path: path }] : [],
      ),
      changed: kept.flatMap(({ was, each: { id, path, step } }) => {
        const changes = diffJson(was.step, step, path);
        return changes.length > 0 ? [{ id, path, changes }] : [];
      }),
    },
  };
}

/** What differs between two versions of a flow: by default the current one and the one before `to`. Fails with not_found. */
export async function diffFlow(
  deps: Pick<Deps, 'flows'>,
  { account: { accountId } }: Context,
  ask: { key: string; from: number | undefined; to: number | undefined },
): Promise<FlowDiff> {
  const { key } = ask;
  const current = await deps.flows.find(accountId, key);
  if (!current) throw new AppError('not_found', 'There is no such flow');
  const to = ask.to ?? current.flow.version;
  const from = ask.from ?? to - 1;
  const versions = await deps.flows.findVersions(accountId, key, [from, to]);
  const [before, after] = [from, to].map((wanted) => {
    const found = versions.find(({ version }) => version === wanted);
    if (!found) throw new AppError('not_found', `The flow has no version ${wanted}`);
    return found.definition;
  }) as [JsonObject, JsonObject];
  return { from, to, ...diffDefinitions(before, after) };
}
