/** The cost of a call in D1 so far. D1 does not report the rows that a `raw` statement reads. */
export type D1Meter = { statements: number; roundTrips: number; rowsRead: number };

type StatementResult = { meta: { rows_read?: number } };

const rowsRead = ({ meta }: StatementResult): number => meta.rows_read ?? 0;

/** Maps a metered statement to the D1 statement that it wraps: `batch` accepts only native statements. */
const innerStatements = new WeakMap<D1PreparedStatement, D1PreparedStatement>();

function meterStatement(inner: D1PreparedStatement, meter: D1Meter): D1PreparedStatement {
  const count = <Result>(result: Promise<Result>, read: (result: Result) => number): Promise<Result> => {
    meter.statements += 1;
    meter.roundTrips += 1;
    return result.then((value) => {
      meter.rowsRead += read(value);
      return value;
    });
  };
  const statement = {
    bind: (...values: unknown[]) => meterStatement(inner.bind(...values), meter),
    all: () => count(inner.all(), rowsRead),
    run: () => count(inner.run(), rowsRead),
    raw: (options?: { columnNames?: false }) => count(inner.raw(options), () => 0),
    first: (column: string) => count(inner.first(column), () => 0),
  } as D1PreparedStatement;
  innerStatements.set(statement, inner);
  return statement;
}

/** Wraps a database or a session and counts its statements. */
export function meterD1(inner: D1Database | D1DatabaseSession, meter: D1Meter): D1Database {
  return {
    prepare: (query: string) => meterStatement(inner.prepare(query), meter),
    async batch(statements: D1PreparedStatement[]) {
      meter.statements += statements.length;
      meter.roundTrips += 1;
      const results = await inner.batch(statements.map((statement) => innerStatements.get(statement) ?? statement));
      for (const result of results) meter.rowsRead += rowsRead(result);
      return results;
    },
  } as D1Database;
}
