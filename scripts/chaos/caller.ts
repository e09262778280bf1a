import { setTimeout as sleep } from 'node:timers/promises';
import { type Answer, type AskOptions, ask } from '../local/api.ts';
import type { World } from '../local/world.ts';

/** Patterns that no response may contain: SQL, stack traces, errors of D1. */
const LEAK =
  /SQLITE_|D1_ERROR|\b(select|insert into|update|delete from) .+ (from|values|set|where) |\bat \S+ \(?\S+:\d+:\d+|\.ts:\d+/i;
const PAUSE_MS = 250;

/**
 * Returns a client of a Worker that may be down at any time. It counts the answers by status and collects those that break
 * the contract.
 */
export function makeCaller(world: World, killsBegun: () => number) {
  const statuses = new Map<string, number>();
  const broken: string[] = [];
  const count = (what: string) => void statuses.set(what, (statuses.get(what) ?? 0) + 1);

  async function examine(what: string, { status, headers, text, json }: Answer, kills: number): Promise<void> {
    count(String(status));
    if (LEAK.test(text) && headers.has('x-trace-id')) broken.push(`${what}: ${text.slice(0, 300)}`);
    if (status < 400) return;
    if (headers.has('x-trace-id')) {
      const isProblem = headers.get('content-type') === 'application/problem+json' && json?.code && json.trace_id;
      if (!isProblem) broken.push(`${what}: ${status} ${text.slice(0, 300)}`);
      return;
    }
    // The dev server answers by itself while the Worker is killed; otherwise the Worker leaked an error.
    await sleep(2_000);
    if (killsBegun() === kills) broken.push(`${what}: ${status} without a trace id, ${text.slice(0, 300)}`);
    else count('of the dev server, at a kill');
  }

  /** Calls once; returns null without an answer of the Worker. */
  async function once(method: string, path: string, options: AskOptions = {}): Promise<Answer | null> {
    const kills = killsBegun();
    try {
      const answer = await ask(`${world.worker().url}${path}`, { ...options, method });
      await examine(`${method} ${path.replace(/api_key=[^&]+/, 'api_key=…')}`, answer, kills);
      return answer.headers.has('x-trace-id') ? answer : null;
    } catch {
      count('no answer');
      return null;
    }
  }

  /** Calls until the answer is final: no 5xx, and no call with the same idempotency key in progress. */
  async function insist(method: string, path: string, options: AskOptions = {}): Promise<Answer> {
    for (;;) {
      const answer = await once(method, path, options);
      const isInProgress = answer?.json?.code === 'idempotency_in_progress';
      if (answer && answer.status < 500 && !isInProgress) return answer;
      await sleep(PAUSE_MS);
    }
  }

  /** Like `insist`, but returns the body of a 2xx and throws for anything else. */
  async function must(method: string, path: string, options: AskOptions = {}): Promise<any> {
    const { status, text, json } = await insist(method, path, options);
    if (status >= 300) throw new Error(`${method} ${path}: ${status} ${text}`);
    return json;
  }

  /** Returns all rows of a list, or those up to the first page for which `isEnough` is true. */
  async function all(path: string, headers: Record<string, string>, isEnough = (_: any[]) => false): Promise<any[]> {
    const rows: any[] = [];
    for (let cursor = ''; ; ) {
      const page = await must('GET', `${path}${path.includes('?') ? '&' : '?'}limit=100${cursor}`, { headers });
      rows.push(...page.data);
      if (isEnough(page.data) || !page.next_cursor) return rows;
      cursor = `&cursor=${encodeURIComponent(page.next_cursor)}`;
    }
  }

  return { once, insist, must, all, statuses, broken };
}

export type Caller = ReturnType<typeof makeCaller>;
