const LINKED = [
  'select * from request_steps where account_id = ?1 and request_id in (CHOSEN) order by request_id, seq',
  'select * from messages where account_id = ?1 and request_id in (CHOSEN) order by message_id',
  'select * from message_statuses where account_id = ?1 and message_id in (select message_id from messages where account_id = ?1 and request_id in (CHOSEN)) order by at',
  'select * from pushes where account_id = ?1 and request_id in (CHOSEN)',
  'select * from push_attempts where account_id = ?1 and push_id in (select push_id from pushes where account_id = ?1 and request_id in (CHOSEN)) order by number',
  'select * from charges where account_id = ?1 and request_id in (CHOSEN) order by charge_id',
];

/** Reads requests with all linked rows in one round trip; returns the rows and the bookmark. */
export async function linked(env, first, chosen, ...values) {
  const session = env.DB.withSession('first-unconstrained');
  const statements = [first, ...LINKED.map((sql) => sql.replaceAll('CHOSEN', chosen))];
  const results = await session.batch(statements.map((sql) => session.prepare(sql).bind(...values)));
  return [results.map(({ results: rows }) => rows), session.getBookmark()];
}
