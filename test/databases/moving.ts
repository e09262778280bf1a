import { env } from 'cloudflare:workers';
import { inject } from 'vitest';
import { makeDeps } from '../../src/composition/make-deps';
import { readSettings } from '../../src/composition/settings';
import type { Deps } from '../../src/domain/ports';
import { type Answer, call } from '../support/tenant';

/** Calls the admin API. */
export const admin = (method: string, path: string, body?: unknown): Promise<Answer> =>
  call(method, `/admin/accounts${path}`, {
    body,
    headers: { authorization: `Bearer ${inject('settings').ADMIN_TOKEN}` },
  });

/** Advances past the time that a move has to wait. */
export const passTime = (accountId: string): Promise<unknown> =>
  env.DB.prepare('update account_homes set due_at = 0 where account_id = ? and due_at is not null')
    .bind(accountId)
    .run();

/** Returns an account's row in the directory. */
export async function directoryOf(accountId: string): Promise<{ shard: any; keys: number }> {
  const home = await env.DB.prepare('select * from account_homes where account_id = ?').bind(accountId).first();
  const keys = await env.DB.prepare('select count(*) n from key_homes where account_id = ?')
    .bind(accountId)
    .first<number>('n');
  return { shard: home, keys: keys ?? 0 };
}

export function realDeps(): Deps {
  const check = readSettings(env);
  if (!check.ok) throw new Error(check.invalid.join());
  const meter = { statements: 0, roundTrips: 0, rowsRead: 0 };
  return makeDeps(env, check.settings, { d1: env.DB, meter, traceId: 'move', ownHost: null });
}

export class Crashed extends Error {}

/** The dependencies of a Worker that crashes at its `calls`th D1 call of the move, before or after the call. */
export function crashingDeps(calls: number, isDone: boolean): Deps {
  let left = calls;
  const dying = <Repository extends object>(repository: Repository): Repository =>
    new Proxy(repository, {
      get(target, name) {
        const member = Reflect.get(target, name);
        if (typeof member !== 'function') return member;
        return async (...args: unknown[]) => {
          left -= 1;
          if (left < 0 || (left === 0 && !isDone)) throw new Crashed();
          const result = await member.apply(target, args);
          if (left === 0) throw new Crashed();
          return result;
        };
      },
    });
  const wrap = (deps: Deps): Deps => {
    const directory = dying(deps.directory);
    const accountRows = dying(deps.accountRows);
    const wrapped: Deps = { ...deps, directory, accountRows, forShard: (shard) => wrap(deps.forShard(shard)) };
    return wrapped;
  };
  return wrap(realDeps());
}
