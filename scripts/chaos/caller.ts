import { setTimeout as sleep } from 'node:timers/promises';
import type { World } from '../local/world.ts';

/** What no answer may contain: SQL, stack traces, errors of D1. */
const LEAK =
  /SQLITE_|D1_ERROR|\b(select|insert into|update|delete from) .+ (from|values|set|where) |\bat \S+ \(?\S+:\d+:\d+|\.ts:\d+/i;
const PATIENCE_MS = 30_000;
const PAUSE_MS = 250;

export type Answer = { status: number; body: any };
type Ask = { headers?: Record<string, string>; body?: unknown };

/**
 * Returns a client of a Worker that may be down at any time. It counts the answers by status and collects those that break
 * the contract.
 */
export function makeCaller(world: World, killsBegun: () => number) {
  const statuses = new Map<string, number>();
  const broken: string[] = [];
  const count = (what: string) => void statuses.set(what, (statuses.get(what) ?? 0) + 1);

  async function examine(what: string, response: Response, text: string, kills: number): Promise<void> {
    count(String(response.status));
    if (LEAK.test(text) && response.headers.has('x-trace-id')) broken.push(`${what}: ${text.slice(0, 300)}`);
    if (response.status < 400) return;
    if (response.headers.has('x-trace-id')) {
      const isProblem = response.headers.get('content-type') === 'application/problem+json';
      const problem = isProblem ? JSON.parse(text) : {};
      if (!problem.code || !problem.trace_id) broken.push(`${what}: ${response.status} ${text.slice(0, 300)}`);
      return;
    }
    // The dev server answers by itself while the Worker is killed; otherwise the Worker let an error out.
    await sleep(2_000);
    if (killsBegun() === kills) broken.push(`${what}: ${response.status} without a trace id, ${text.slice(0, 300)}`);
    else count('of the dev server, at a kill');
  }

  /** Calls once, with a body as JSON or as the text that it is; returns null without an answer. */
  async function once(method: string, path: string, { headers, body }: Ask = {}): Promise<Answer | null> {
    const kills = killsBegun();
    try {
      const response = await fetch(`${world.worker().url}${path}`, {
        method,
        headers: { ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
        body: body === undefined || typeof body === 'string' ? body : JSON.stringify(body),
        signal: AbortSignal.timeout(PATIENCE_MS),
      });
      const text = await response.text();
      await examine(`${method} ${path.replace(/api_key=[^&]+/, 'api_key=…')}`, response, text, kills);
      if (!response.headers.has('x-trace-id')) return null;
      return { status: response.status, body: text === '' ? null : JSON.parse(text) };
    } catch {
      count('no answer');
      return null;
    }
  }

  /** Calls until the answer is final: no 5xx, and no call with the same idempotency key in progress. */
  async function insist(method: string, path: string, ask: Ask = {}): Promise<Answer> {
    for (;;) {
      const answer = await once(method, path, ask);
      const isInProgress = answer?.body?.code === 'idempotency_in_progress';
      if (answer && answer.status < 500 && !isInProgress) return answer;
      await sleep(PAUSE_MS);
    }
  }

  /** Like `insist`, but returns the body of a 2xx and throws for anything else. */
  async function must(method: string, path: string, ask: Ask = {}): Promise<any> {
    const { status, body } = await insist(method, path, ask);
    if (status >= 300) throw new Error(`${method} ${path}: ${status} ${JSON.stringify(body)}`);
    return body;
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
