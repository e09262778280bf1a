type PreparedQuery = { query: string; values: unknown[] };

/**
 * A database that is found anew for each statement or batch, at the moment at which it is asked: for work that may outlive
 * the move of its account to another.
 */
export function routeD1(find: () => Promise<D1Database>): D1Database {
  const asked = new WeakMap<D1PreparedStatement, PreparedQuery>();
  const prepare = (database: D1Database, { query, values }: PreparedQuery) => database.prepare(query).bind(...values);
  const statementOf = (ask: PreparedQuery): D1PreparedStatement => {
    const found = async () => prepare(await find(), ask);
    const statement = {
      bind: (...values: unknown[]) => statementOf({ query: ask.query, values }),
      all: async () => (await found()).all(),
      run: async () => (await found()).run(),
      raw: async (options?: { columnNames?: false }) => (await found()).raw(options),
      first: async (column: string) => (await found()).first(column),
    } as D1PreparedStatement;
    asked.set(statement, ask);
    return statement;
  };
  return {
    prepare: (query: string) => statementOf({ query, values: [] }),
    async batch(statements: D1PreparedStatement[]) {
      const database = await find();
      return database.batch(statements.map((statement) => prepare(database, asked.get(statement) as PreparedQuery)));
    },
  } as D1Database;
}
