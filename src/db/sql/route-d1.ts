type PreparedQuery = { query: string; values: unknown[] };

/** Returns a D1 that finds its database anew for each statement or batch, for work during which the account may be moved. */
export function routeD1(find: () => Promise<D1Database>): D1Database {
  const queries = new WeakMap<D1PreparedStatement, PreparedQuery>();
  const prepare = (database: D1Database, { query, values }: PreparedQuery) => database.prepare(query).bind(...values);
  const statementOf = (prepared: PreparedQuery): D1PreparedStatement => {
    const route = async () => prepare(await find(), prepared);
    const statement = {
      bind: (...values: unknown[]) => statementOf({ query: prepared.query, values }),
      all: async () => (await route()).all(),
      run: async () => (await route()).run(),
      raw: async (options?: { columnNames?: false }) => (await route()).raw(options),
      first: async (column: string) => (await route()).first(column),
    } as D1PreparedStatement;
    queries.set(statement, prepared);
    return statement;
  };
  return {
    prepare: (query: string) => statementOf({ query, values: [] }),
    async batch(statements: D1PreparedStatement[]) {
      const database = await find();
      return database.batch(statements.map((statement) => prepare(database, queries.get(statement) as PreparedQuery)));
    },
  } as D1Database;
}
