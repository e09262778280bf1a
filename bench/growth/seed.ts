import type { BenchAccount } from '../support/account.ts';
import type { Database } from '../support/measured-worker.ts';

/** The runs of each customer, at every size. */
const RUNS_OF_CUSTOMER = 20;
const ROWS_AT_ONCE = 50_000;
const DAYS_MS = 90 * 86_400_000;

/** Returns the id of the i-th row; all sort before the ids of the Worker. */
export const seededId = (prefix: string, i: number): string => `${prefix}_0${String(i).padStart(25, '0')}`;
export const seededCustomer = (i: number, size: number): string =>
  `+39333${String(i % (size / RUNS_OF_CUSTOMER)).padStart(7, '0')}`;

const id = (prefix: string) => `'${prefix}_0' || printf('%025d', i)`;
// D1 binds every number as a REAL.
const CUSTOMERS = 'cast(?6 as integer)';
const CUSTOMER = `'+39333' || printf('%07d', i % ${CUSTOMERS})`;
const AT = `?7 + i * ?8`;
/** Spreads failed and waiting runs over the customers and over time: each customer has one of each. */
const TURN = `(i / ${CUSTOMERS} + i % ${CUSTOMERS}) % ${RUNS_OF_CUSTOMER}`;
const FAILED = `${TURN} = 0`;
const WAITING = `${TURN} = 1`;
/** The parcels that are held now: the newest ones, as many at every size. */
const HELD_PARCELS = 200;
const HELD = `i >= ${CUSTOMERS} * ${RUNS_OF_CUSTOMER} - ${HELD_PARCELS}`;
const HELD_UNTIL = `?9 + (i % 10) * 86400000`;
const PARCEL_STATE = `iif(${HELD}, 'held', iif(${FAILED}, 'returning', 'delivered'))`;

/**
 * The columns of each table for the i-th of the requests of 90 days, as `name = SQL` separated by semicolons; ?3 is the
 * account, ?4 the store, ?5 the channel.
 */
const TABLES: [table: string, columns: string][] = [
  [
    'requests',
    `request_id = ${id('req')}; account_id = ?3; flow = iif(i % 2, 'bench', 'other'); flow_version = 1;
     user_key = ${CUSTOMER}; id_store = ?4; object_type = 'order'; object_id = cast(i as text);
     variables = '{"language":"it"}'; initial_variables = '{"language":"it"}';
     status = iif(${FAILED}, 'failed', iif(${WAITING}, 'waiting', 'completed'));
     outcome = iif(${FAILED} or ${WAITING}, null, 'confirmed'); waiting_for = iif(${WAITING}, 'reply', null);
     open_wait = iif(${WAITING}, 'answer-1', null); channel_id = ?5; address = substr(${CUSTOMER}, 2);
     wake_at = iif(${WAITING}, 9000000000000, null); created_at = ${AT}; updated_at = ${AT}; started_at = ${AT};
     completed_at = iif(${WAITING}, null, ${AT})`,
  ],
  [
    'orders',
    `id = ${id('ord')}; account_id = ?3; id_store = ?4; order_id = cast(i as text); source = 'shopify';
     user_key = ${CUSTOMER}; phone = ${CUSTOMER}; currency = 'EUR'; total = 59900000; payment_method = 'cod';
     items = '[{"sku":"MAGLIA-M","name":"Maglia","quantity":1,"unit_price":"59.90"}]'; variables = '{}';
     placed_at = ${AT}; creation_seen_at = ${AT}; created_at = ${AT}`,
  ],
  [
    'messages',
    `message_id = ${id('msg')}; account_id = ?3; channel_id = ?5; direction = 'out'; user_key = ${CUSTOMER};
     address = substr(${CUSTOMER}, 2); wamid = 'wamid.' || i; request_id = ${id('req')}; step = 'ask'; visit = 1;
     kind = 'template'; content = '{"template":{"name":"cod_confirm","language":"it"}}'; status = 'sent';
     category = 'utility'; created_at = ${AT}; updated_at = ${AT}`,
  ],
  ['message_statuses', `message_id = ${id('msg')}; status = 'sent'; account_id = ?3; at = ${AT}; detail = '{}'`],
  [
    'pushes',
    `push_id = ${id('psh')}; account_id = ?3; id_store = ?4; request_id = ${id('req')}; step = 'confirmed'; visit = 1;
     flow = 'bench'; user_key = ${CUSTOMER}; object_type = 'order'; object_id = cast(i as text); sequence = 1;
     variables = '{"cod_confirmed":true}'; state = iif(${FAILED}, 'dead', 'delivered'); attempts = 1;
     attempts_before = 0; created_at = ${AT}; updated_at = ${AT}; delivered_at = iif(${FAILED}, null, ${AT})`,
  ],
  [
    'push_attempts',
    `push_id = ${id('psh')}; number = 1; account_id = ?3; started_at = ${AT}; duration_ms = 120; status = 200;
     answer = '{"ok":true}'`,
  ],
  [
    'charges',
    `charge_id = ${id('chg')}; account_id = ?3; user_key = ${CUSTOMER}; request_id = ${id('req')}; kind = 'flow.run';
     description = 'bench'; quantity = 1; unit_price = 50000; amount = 50000; currency = 'EUR';
     cause = 'flow.run:' || ${id('req')}; created_at = ${AT}`,
  ],
  [
    'events',
    `event_id = ${id('evt')}; account_id = ?3; type = 'inbound.status';
     about = json_object('wamid', 'wamid.' || i, 'status', 'sent'); cause = 'status:' || i; created_at = ?9;
     state = 'applied'; body = '{}'; user_key = ${CUSTOMER}`,
  ],
  ...Object.entries({ order: 'get_object', ask: 'send_message', answer: 'wait_for_reply' }).map(
    ([step, kind], i): [string, string] => [
      'request_steps',
      `request_id = ${id('req')}; step = '${step}'; visit = 1; account_id = ?3; seq = ${i + 1}; kind = '${kind}';
     status = 'done'; detail = '{}'; result = '{}'; started_at = ${AT}; ended_at = ${AT}`,
    ],
  ),
  [
    'shipments',
    `shipment_id = ${id('shp')}; account_id = ?3; id_store = ?4; order_id = cast(i as text); carrier = 'gls-it';
     tracking_number = 'XX' || i; state = ${PARCEL_STATE}; state_at = ${AT};
     attempts = 1; hold = iif(${HELD}, json_object('episode', 1, 'reason', null, 'since', ${AT}, 'until', ${HELD_UNTIL},
     'release', null), null); held_until = iif(${HELD}, ${HELD_UNTIL}, null); delayed = 0; problem = 0; disputed = 0;
     shared = 0; event_count = 2; created_at = ${AT}; updated_at = ${AT}`,
  ],
  [
    'shipment_aliases',
    `account_id = ?3; id_store = ?4; alias = 'number:XX' || i; order_id = cast(i as text); shipment_id = ${id('shp')};
     is_return = 0`,
  ],
  ...["'attempt_failed'", PARCEL_STATE].map((state, seq): [string, string] => [
    'shipment_events',
    `event_id = 'she_${seq}' || printf('%025d', i); account_id = ?3; id_store = ?4; shipment_id = ${id('shp')};
     seq = ${seq}; source = 'qapla'; dedupe_key = '${seq}:' || i; state = ${state};
     raw_code = '99'; happened_at = ${AT}; precision = 'minute'; received_at = ${AT}; is_history = 0; is_snapshot = 0;
     is_return_leg = 0; is_shared = 0; applied = 1; triggered = '[]'`,
  ]),
];

/** Splits columns into their names and their SQL. */
const pairsOf = (columns: string): { name: string; sql: string }[] =>
  columns.split(';').map((pair) => {
    const at = pair.indexOf(' = ');
    return { name: pair.slice(0, at).trim(), sql: pair.slice(at + 3) };
  });

/**
 * Inserts `size` requests, each with its steps, order, parcel, message and status, push and attempt, charge and event. Indexes are
 * created after the rows, which takes a third of the time.
 */
export async function seed(db: Database, { accountId, idStore, channelId }: BenchAccount, size: number): Promise<void> {
  const { results: indexes } = await db
    .prepare(`select name, sql from sqlite_master where type = 'index' and sql is not null`)
    .all<{ name: string; sql: string }>();
  await db.batch(indexes.map(({ name }) => db.prepare(`drop index ${name}`)));
  const now = Date.now();
  const customers = size / RUNS_OF_CUSTOMER;
  const stepMs = Math.floor(DAYS_MS / size);
  for (let from = 0; from < size; from += ROWS_AT_ONCE) {
    for (const [table, columns] of TABLES) {
      const pairs = pairsOf(columns);
      const names = pairs.map(({ name }) => name).join(', ');
      const values = pairs.map(({ sql }) => sql).join(', ');
      const sql = `with recursive n(i) as (select cast(?1 as integer) union all select i + 1 from n where i + 1 < ?2)
        insert into ${table} (${names}) select ${values} from n`;
      const last = Math.max(...Array.from(sql.matchAll(/\?(\d)/g), ([, number]) => Number(number)));
      const to = Math.min(from + ROWS_AT_ONCE, size);
      const bound = [from, to, accountId, idStore, channelId, customers, now - size * stepMs, stepMs, now];
      await db
        .prepare(sql)
        .bind(...bound.slice(0, last))
        .run();
    }
  }
  for (const { sql } of indexes) await db.prepare(sql).run();
}
