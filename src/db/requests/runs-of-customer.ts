import { type SQL, sql } from 'drizzle-orm';
import { newestIdsOfCustomer } from '../customers/customers';
import { versionOfRequest } from '../flows/flows';
import {
  charges,
  flowVersions,
  messageStatuses,
  messages,
  pushAttempts,
  pushes,
  requestSteps,
  requests,
} from '../schema';
import { type Database, isOfAccountUnindexed } from '../sql/database';
import { packColumns, packRows } from '../sql/packed-columns';
import { type PageParams, trimPage } from '../sql/page';
import { preparedSql, runPreparedSelects } from '../sql/prepared-select';

const accountId = sql.placeholder('accountId');
const limit = sql.placeholder('limit');
/** Greater than every id, for the first page. */
const AFTER_ALL_IDS = '~';

const run = packColumns({
  requestId: requests.requestId,
  flow: requests.flow,
  flowVersion: requests.flowVersion,
  status: requests.status,
  outcome: requests.outcome,
  startedAt: requests.startedAt,
  completedAt: requests.completedAt,
});
const step = packColumns({
  step: requestSteps.step,
  iteration: requestSteps.iteration,
  seq: requestSteps.seq,
  kind: requestSteps.kind,
  status: requestSteps.status,
  detail: requestSteps.detail,
  deadline: requestSteps.deadline,
  startedAt: requestSteps.startedAt,
  endedAt: requestSteps.endedAt,
});
const message = packColumns({
  messageId: messages.messageId,
  direction: messages.direction,
  address: messages.address,
  wamid: messages.wamid,
  step: messages.step,
  iteration: messages.iteration,
  kind: messages.kind,
  content: messages.content,
  status: messages.status,
  createdAt: messages.createdAt,
});
const status = packColumns({
  messageId: messageStatuses.messageId,
  status: messageStatuses.status,
  at: messageStatuses.at,
  detail: messageStatuses.detail,
});
const push = packColumns({
  pushId: pushes.pushId,
  step: pushes.step,
  iteration: pushes.iteration,
  state: pushes.state,
  held: pushes.held,
  sequence: pushes.sequence,
});
const attempt = packColumns({
  pushId: pushAttempts.pushId,
  number: pushAttempts.number,
  startedAt: pushAttempts.startedAt,
  durationMs: pushAttempts.durationMs,
  status: pushAttempts.status,
  error: pushAttempts.error,
});
const charge = packColumns({
  chargeId: charges.chargeId,
  kind: charges.kind,
  amount: charges.amount,
  currency: charges.currency,
  dedupeKey: charges.dedupeKey,
  createdAt: charges.createdAt,
});

/** A run with the rows that belong to it. */
export type CustomerRun = ReturnType<(typeof run)['read']> & {
  flowName: string;
  links: {
    steps: ReturnType<(typeof step)['read']>[];
    messages: ReturnType<(typeof message)['read']>[];
    statuses: ReturnType<(typeof status)['read']>[];
    pushes: ReturnType<(typeof push)['read']>[];
    attempts: ReturnType<(typeof attempt)['read']>[];
    charges: ReturnType<(typeof charge)['read']>[];
  };
};

const newestIds = newestIdsOfCustomer(
  {
    table: requests,
    id: requests.requestId,
    userKey: requests.userKey,
    within: sql`${requests.accountId} = ${accountId}`,
  },
  { accountId, userKey: sql.placeholder('userKey'), after: sql.placeholder('after'), limit: sql`${limit} + 1` },
);
const flowName = sql`json_extract(${flowVersions.definition}, '$.name')`;
const chargesOfRun = packRows(
  charge.sql,
  charges.chargeId,
  sql`from ${charges} where ${charges.accountId} = ${accountId} and ${charges.requestId} = page.request_id`,
);
const statusesOfMessage = packRows(
  status.sql,
  messageStatuses.at,
  sql`from ${messageStatuses} where ${messageStatuses.accountId} = ${accountId}
    and ${messageStatuses.messageId} = ${messages.messageId}`,
);
const attemptsOfPush = packRows(
  attempt.sql,
  pushAttempts.number,
  sql`from ${pushAttempts} where ${pushAttempts.accountId} = ${accountId} and ${pushAttempts.pushId} = ${pushes.pushId}`,
);
/** Returns the rows of one table that belong to the page, by the index of their request's id. */
const partOf = (part: string, value: SQL, source: SQL): SQL =>
  sql`select ${sql.raw(`'${part}'`)} as part, page.request_id, ${value} as value from page cross join ${source}`;

/*
 * One statement, because the ids of a page take as long to find as its rows. A row for each step, message and push: D1 limits a
 * value to 2 MB, which a run with hundreds of steps could exceed. `cross join` keeps the order of the tables.
 */
const pageText = () => sql`with page(request_id) as materialized ${newestIds}
  ${partOf(
    'run',
    sql`json_array(${run.sql}, ${flowName}, ${chargesOfRun})`,
    sql`${requests} on ${requests.requestId} = page.request_id join ${flowVersions} on ${versionOfRequest}
      where ${isOfAccountUnindexed(requests.accountId, accountId)}`,
  )}
  union all ${partOf(
    'step',
    step.sql,
    sql`${requestSteps} on ${requestSteps.accountId} = ${accountId} and ${requestSteps.requestId} = page.request_id`,
  )}
  union all ${partOf(
    'message',
    sql`json_array(${message.sql}, ${statusesOfMessage})`,
    sql`${messages} on ${messages.accountId} = ${accountId} and ${messages.requestId} = page.request_id`,
  )}
  union all ${partOf(
    'push',
    sql`json_array(${push.sql}, ${attemptsOfPush})`,
    sql`${pushes} on ${pushes.requestId} = page.request_id and ${isOfAccountUnindexed(pushes.accountId, accountId)}`,
  )}`;

type PageRow = { part: 'run' | 'step' | 'message' | 'push'; requestId: string; value: unknown[] };
const pageSelect = preparedSql(
  pageText,
  ({ part, request_id, value }): PageRow => ({
    part: part as PageRow['part'],
    requestId: request_id as string,
    value: JSON.parse(value as string),
  }),
);

function toRun([packed, name, packedCharges]: unknown[]): CustomerRun {
  const links: CustomerRun['links'] = { steps: [], messages: [], statuses: [], pushes: [], attempts: [], charges: [] };
  for (const each of packedCharges as unknown[][]) links.charges.push(charge.read(each));
  return { ...run.read(packed as unknown[]), flowName: name as string, links };
}

function addLink({ links }: CustomerRun, part: PageRow['part'], value: unknown[]): void {
  if (part === 'step') {
    links.steps.push(step.read(value));
    return;
  }
  const [packed, others] = value as [unknown[], unknown[][]];
  if (part === 'message') {
    links.messages.push(message.read(packed));
    for (const each of others) links.statuses.push(status.read(each));
  } else {
    links.pushes.push(push.read(packed));
    for (const each of others) links.attempts.push(attempt.read(each));
  }
}

const compareIds = (a: string, b: string): number => (a < b ? -1 : 1);

/** Returns a page of a customer's runs under any of their keys, newest first, with their rows; one round trip. */
export async function listRunsOfCustomer(
  db: Database,
  { accountId: account, userKey, page }: { accountId: string; userKey: string; page: PageParams },
): Promise<{ rows: CustomerRun[]; more: boolean }> {
  const values = { accountId: account, userKey, limit: page.limit, after: page.after ?? AFTER_ALL_IDS };
  const { rows } = await runPreparedSelects(db, { rows: pageSelect }, values);
  const runs = new Map<string, CustomerRun>();
  for (const { part, requestId, value } of rows) if (part === 'run') runs.set(requestId, toRun(value));
  for (const { part, requestId, value } of rows) {
    const owner = part === 'run' ? undefined : runs.get(requestId);
    if (owner) addLink(owner, part, value);
  }
  const newestFirst = [...runs.values()].sort((a, b) => compareIds(b.requestId, a.requestId));
  for (const { links } of newestFirst) links.messages.sort((a, b) => compareIds(a.messageId, b.messageId));
  return trimPage(newestFirst, page.limit);
}
