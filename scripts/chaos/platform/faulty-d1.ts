import type { FaultyCall } from './faulty-calls.ts';

type Asked = D1Database | D1DatabaseSession;

/** The statement itself, which D1's batch insists on, behind each that may fail. */
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

const faultyQueries = (inner: Asked, faulty: FaultyCall) => ({
  prepare: (query: string) => faultyStatement(inner.prepare(query), faulty),
  batch: (statements: D1PreparedStatement[]) =>
    faulty('d1', () => inner.batch(statements.map((statement) => bare.get(statement) ?? statement))),
});

/** D1 of which a share of the calls fails, by itself and by its sessions. */
export const faultyD1 = (inner: D1Database, faulty: FaultyCall): D1Database =>
  ({
    ...faultyQueries(inner, faulty),
    withSession(start?: string) {
      const session = inner.withSession(start);
      return { ...faultyQueries(session, faulty), getBookmark: () => session.getBookmark() };
    },
  }) as D1Database;
