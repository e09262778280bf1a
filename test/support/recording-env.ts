import { env } from 'cloudflare:workers';

export type RecordedStatement = { query: string; values: unknown[] };

/** Returns the environment with a D1 that records every statement. */
export function recordingEnv(recorded: RecordedStatement[]): Env {
  const statement = (query: string, inner: D1PreparedStatement, values: unknown[]): D1PreparedStatement => {
    recorded.push({ query, values });
    return new Proxy(inner, {
      get(target, name) {
        if (name === 'bind') return (...bound: unknown[]) => statement(query, target.bind(...bound), bound);
        const value = Reflect.get(target, name);
        return typeof value === 'function' ? value.bind(target) : value;
      },
    });
  };
  // D1's batch accepts only its own statements, so the statements of a batch run one by one.
  const session = {
    prepare: (query: string) => statement(query, env.DB.prepare(query), []),
    batch: async (statements: D1PreparedStatement[]) => {
      const results = [];
      for (const one of statements) results.push(await one.all());
      return results;
    },
    getBookmark: () => null,
  };
  const database = { ...session, withSession: () => session } as unknown as D1Database;
  return { ...env, DB: database };
}
