import { and, asc, desc, eq, inArray, lt, sql } from 'drizzle-orm';
import type { Database } from './database';
import { trimPage } from './page';
import { flows, flowVersions, requests } from './schema';
import { selectStores } from './stores';

export type Flow = typeof flows.$inferSelect;
export type FlowVersion = typeof flowVersions.$inferSelect;
/** A flow that an event can start; its trigger, and what ends its requests, as JSON. */
export type TriggeredFlow = Pick<Flow, 'key' | 'version'> & { trigger: string; cancelOn: string | null };

export const currentVersion = and(
  eq(flowVersions.accountId, flows.accountId),
  eq(flowVersions.key, flows.key),
  eq(flowVersions.version, flows.version),
);

export const versionOfRequest = and(
  eq(flowVersions.accountId, requests.accountId),
  eq(flowVersions.key, requests.flow),
  eq(flowVersions.version, requests.flowVersion),
);

/** Of a definition, what says when its flow begins and ends. */
export const triggerColumns = {
  trigger: sql<string>`definition -> '$.trigger'`.as('trigger_'),
  cancelOn: sql<string | null>`definition -> '$.cancel_on'`.as('cancel_on'),
};

export const flowsRepository = (db: Database) => {
  const withDefinition = () =>
    db
      .select({ flow: flows, definition: flowVersions.definition, digest: flowVersions.digest })
      .from(flows)
      .innerJoin(flowVersions, currentVersion);

  /** The active flows that an event can start, the oldest first, with their triggers and no more of their definitions. */
  const selectTriggered = (accountId: string, triggerOn: string) =>
    db
      .select({
        key: flows.key,
        version: flows.version,
        ...triggerColumns,
      })
      .from(flows)
      .innerJoin(flowVersions, currentVersion)
      .where(and(eq(flows.accountId, accountId), eq(flows.triggerOn, triggerOn), eq(flows.active, true)))
      .orderBy(asc(flows.createdAt), asc(flows.key));

  return {
    /** A flow with its current definition. */
    async find(accountId: string, key: string) {
      return withDefinition()
        .where(and(eq(flows.accountId, accountId), eq(flows.key, key)))
        .get();
    },

    /** A flow with its trigger, and the store that is named or the account's first two, in one round trip. */
    async findWithStores(accountId: string, key: string, storeId: string | undefined) {
      const [found, chosen] = await db.batch([
        db
          .select({ key: flows.key, version: flows.version, active: flows.active, trigger: triggerColumns.trigger })
          .from(flows)
          .innerJoin(flowVersions, currentVersion)
          .where(and(eq(flows.accountId, accountId), eq(flows.key, key))),
        selectStores(db, accountId, storeId),
      ]);
      return { flow: found[0], stores: chosen };
    },

    /** All active flows that an event of this kind can start, with the stores as above, in one round trip. */
    async findByTriggerWithStores(accountId: string, triggerOn: string, storeId: string | undefined) {
      const [found, chosen] = await db.batch([
        selectTriggered(accountId, triggerOn),
        selectStores(db, accountId, storeId),
      ]);
      return { flows: found, stores: chosen };
    },

    /** A page of flows, newest first; `after` is the (creation, key) of the last one before. */
    async list(
      accountId: string,
      { limit, after }: { limit: number; after: { createdAt: number; key: string } | null },
    ) {
      const rows = await withDefinition()
        .where(
          and(
            eq(flows.accountId, accountId),
            after ? sql`(${flows.createdAt}, ${flows.key}) < (${after.createdAt}, ${after.key})` : undefined,
          ),
        )
        .orderBy(desc(flows.createdAt), desc(flows.key))
        .limit(limit + 1);
      return trimPage(rows, limit);
    },

    /** A page of a flow's versions, newest first; `before` is the last one of the page before. */
    async listVersions(accountId: string, key: string, { limit, before }: { limit: number; before: number | null }) {
      const rows = await db
        .select()
        .from(flowVersions)
        .where(
          and(
            eq(flowVersions.accountId, accountId),
            eq(flowVersions.key, key),
            before === null ? undefined : lt(flowVersions.version, before),
          ),
        )
        .orderBy(desc(flowVersions.version))
        .limit(limit + 1);
      return trimPage(rows, limit);
    },

    async findVersions(accountId: string, key: string, versions: number[]): Promise<FlowVersion[]> {
      return db
        .select()
        .from(flowVersions)
        .where(
          and(
            eq(flowVersions.accountId, accountId),
            eq(flowVersions.key, key),
            inArray(flowVersions.version, versions),
          ),
        );
    },

    /**
     * Writes a definition as the version after the current one and makes it current, however many do so at once. Writes
     * nothing, and gives undefined, where the current version is this very definition or, with `over`, another than that.
     */
    async addVersion({
      accountId,
      key,
      name,
      triggerOn,
      definition,
      digest,
      expectedVersion,
      now,
    }: Pick<Flow, 'accountId' | 'key' | 'name' | 'triggerOn'> &
      Pick<FlowVersion, 'definition' | 'digest'> & { expectedVersion: number | undefined; now: number }): Promise<
      Flow | undefined
    > {
      const latest = sql`(select max(version) from flow_versions where account_id = ${accountId} and key = ${key})`;
      const isNew = sql`not exists (select 1 from flow_versions where account_id = ${accountId} and key = ${key}
        and version = ${latest} and digest = ${digest})`;
      const isAsked = expectedVersion === undefined ? sql`1` : sql`coalesce(${latest}, 0) = ${expectedVersion}`;
      const [, written] = await db.batch([
        db.insert(flowVersions).select(sql`select ${accountId}, ${key}, coalesce(${latest}, 0) + 1,
          ${JSON.stringify(definition)}, ${digest}, ${now} where ${isNew} and ${isAsked}`),
        db
          .insert(flows)
          .select(
            sql`select ${accountId}, ${key}, ${name}, 1, ${latest}, ${triggerOn}, ${now}, ${now} where ${latest} is not null`,
          )
          .onConflictDoUpdate({
            target: [flows.accountId, flows.key],
            set: {
              name: sql`excluded.name`,
              version: sql`excluded.version`,
              triggerOn: sql`excluded.trigger_on`,
              updatedAt: sql`excluded.updated_at`,
            },
            // Of the same version nothing was written.
            setWhere: sql`${flows.version} < excluded.version`,
          })
          .returning(),
      ]);
      return written[0];
    },

    /** Returns the key and the state of each of these flows that exists. */
    async findStates(accountId: string, keys: string[]): Promise<Pick<Flow, 'key' | 'active'>[]> {
      return db
        .select({ key: flows.key, active: flows.active })
        .from(flows)
        .where(
          and(
            eq(flows.accountId, accountId),
            sql`${flows.key} in (select value from json_each(${JSON.stringify(keys)}))`,
          ),
        );
    },

    async setActive({ accountId, key, active, now }: { accountId: string; key: string; active: boolean; now: number }) {
      await db
        .update(flows)
        .set({ active, updatedAt: now })
        .where(and(eq(flows.accountId, accountId), eq(flows.key, key)));
    },
  };
};

export type FlowsRepository = ReturnType<typeof flowsRepository>;
