import type { LoadedRun } from '../../../db/run-log';
import type { RunProgress } from '../../../db/run-statements';
import { canonicalJson, isJsonObject, type JsonObject, type JsonValue } from '../../../shared/json';
import { canonicalObject, type ObjectRef } from '../../canonical-object';
import { noReply, replyOf } from '../../messages/reply';
import { type Effects, RunEnded, StepFailed, type StepIteration } from '../engine/effects';

export type ReplayOutcome = {
  status: 'completed' | 'failed' | 'stopped';
  outcome: string | null;
  error: { code: string; detail: string; step: string } | null;
  path: string[];
  /** Steps of which nothing is recorded, taken as done. */
  assumed: string[];
};

const isObjectRef = (value: JsonValue | undefined): value is ObjectRef =>
  isJsonObject(value) && typeof value.type === 'string' && typeof value.id === 'string';

/**
 * The effects of a run that is replayed: what they give is what was recorded, and there is nothing here by which anything
 * could be sent, pushed or charged. Where nothing was recorded a message, a push, a charge or a timer is taken as done; an
 * object or a reply that never came stops the replay. `ownVariables`: those of the record belong to another definition.
 */
export function replayedEffects(
  { request, store, steps, replies }: LoadedRun,
  { replayed, ownVariables }: { replayed: ReplayOutcome; ownVariables: boolean },
): Effects {
  const variables: JsonObject = { ...(request.initialVariables ?? request.variables) };
  const visited = new Set<string>();
  const spare = replies.toSorted((a, b) => (a.messageId < b.messageId ? -1 : 1));
  let now = request.startedAt ?? request.createdAt;

  const follow = ({ completedSteps: passed, patch }: RunProgress, at: StepIteration | null): void => {
    for (const { step, iteration, kind } of at ? [...passed, at] : passed) {
      const visitKey = `${step}#${iteration}`;
      if (kind === 'send_window' || visited.has(visitKey)) continue;
      visited.add(visitKey);
      replayed.path.push(step);
    }
    for (const [name, value] of Object.entries(patch)) {
      if (value === null) delete variables[name];
      else variables[name] = value;
    }
  };

  /** What a step came to then, if it came to this step of this kind; null where nothing is recorded. */
  const recorded = (at: StepIteration, progress: RunProgress): JsonObject | null => {
    follow(progress, at);
    const row = steps.find(
      ({ step, iteration, kind }) => step === at.step && iteration === at.iteration && kind === at.kind,
    );
    if (row?.result) {
      now = typeof row.result.now === 'number' ? row.result.now : now;
      return ownVariables && row.result.variables ? { ...row.result, variables } : row.result;
    }
    if (row?.status === 'failed') {
      const { code, detail } = row.detail;
      throw new StepFailed(typeof code === 'string' ? code : 'failed', typeof detail === 'string' ? detail : '');
    }
    return null;
  };

  const assume = <Result extends object>(at: StepIteration, result: Result): Result & { now: number } => {
    if (at.kind !== 'send_window') replayed.assumed.push(at.step);
    return { ...result, now };
  };

  const stop = (): never => {
    replayed.status = 'stopped';
    throw new RunEnded();
  };

  return {
    async getObject(at, progress, { object }) {
      const asked = canonicalJson(canonicalObject(store, object));
      const isSame = (recordedObject: JsonValue | undefined): boolean =>
        isObjectRef(recordedObject) && canonicalJson(canonicalObject(store, recordedObject)) === asked;
      const same = steps.find(({ kind, result, detail }) => kind === 'get_object' && result && isSame(detail.object));
      return (recorded(at, progress) ?? same?.result ?? stop()) as Awaited<ReturnType<Effects['getObject']>>;
    },

    async sendMessage(at, progress) {
      const known = recorded(at, progress) as Awaited<ReturnType<Effects['sendMessage']>> | null;
      return known ?? assume(at, { kind: 'sent' as const, messageId: null });
    },

    async waitForReply(at, progress) {
      const known = recorded(at, progress) as {
        now: number;
        variables: JsonObject;
        opted_out?: number;
        undelivered?: number;
      } | null;
      const own = spare.findIndex(({ step, iteration }) => step === at.step && iteration === at.iteration);
      if (known && own < 0) {
        return { ...known, reply: noReply(known.opted_out === 1), undelivered: known.undelivered === 1 };
      }
      const [reply] = spare.splice(Math.max(own, 0), 1);
      if (!reply) return stop();
      now = Math.max(now, reply.createdAt);
      return { ...(known ?? assume(at, { variables })), reply: replyOf(reply), undelivered: false };
    },

    async waitUntil(at, progress, { until }) {
      const known = recorded(at, progress) as { now: number; variables: JsonObject } | null;
      if (known) return known;
      now = Math.max(now, until);
      return assume(at, { variables });
    },

    async updateObject(at, progress, { wait }) {
      const known = recorded(at, progress) as Awaited<ReturnType<Effects['updateObject']>> | null;
      return known ?? assume(at, wait ? { state: 'delivered' as const, variables } : { state: 'accepted' as const });
    },

    async charge(at, progress) {
      return recorded(at, progress) ? { written: true, now } : assume(at, { written: true as const });
    },

    async startFlow(at, progress) {
      const known = recorded(at, progress) as Awaited<ReturnType<Effects['startFlow']>> | null;
      return known ?? assume(at, { kind: 'started' as const, requestId: '' });
    },

    async handOver(at, progress) {
      return (recorded(at, progress) ?? stop()) as Awaited<ReturnType<Effects['handOver']>>;
    },

    async end(progress, outcome) {
      follow(progress, null);
      replayed.outcome = outcome;
    },

    async fail(at, progress, { code, detail }) {
      follow(progress, at);
      replayed.status = 'failed';
      replayed.error = { code, detail, step: at.step };
    },
  };
}
