import type { FaultyCall } from './faulty-bindings.ts';

type Queryable = D1Database | D1DatabaseSession;

/** The real statement of each wrapped one: D1's batch takes real statements only. */
const bare = new WeakMap<D1PreparedStatement, D1PreparedStatement>();

function faultyStatement(inner: D1PreparedStatement, faulty: FaultyCall): D1PreparedStatement {
  const statement = {
    bind: (...values: unknown[]) => faultyStatement(inner.bind(...values), faulty),
    all: () => faulty('d1', () => inner.all()),
    run: () => faulty('d1', () => inner.run()),
    raw: (options?: { columnNames?: false }) => faulty('d1', () => inner.raw(options)),
    first: (column: string) => faulty('d1', () => inner.first(column)),
  } as D1PreparedStatement;
  bare.set(statement, inner);
  return statement;
}

const faultyQueries = (inner: Queryable, faulty: FaultyCall) => ({
  prepare: (query: string) => faultyStatement(inner.prepare(query), faulty),
  batch: (statements: D1PreparedStatement[]) =>
    faulty('d1', () => inner.batch(statements.map((statement) => bare.get(statement) ?? statement))),
});

/** Returns D1 with a share of failing calls, also through its sessions. */
export const faultyD1 = (inner: D1Database, faulty: FaultyCall): D1Database =>
  ({
    ...faultyQueries(inner, faulty),
    withSession(start?: string) {
      const session = inner.withSession(start);
      return { ...faultyQueries(session, faulty), getBookmark: () => session.getBookmark() };
    },
  }) as D1Database;
