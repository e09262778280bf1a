import { and, asc, desc, eq, inArray, lt, sql } from 'drizzle-orm';
import { type AuditDraft, auditIf } from '../accounts/audit';
import { flows, flowVersions, requests } from '../schema';
import { runBatch } from '../sql/batch';
import { type Database, fromExcluded, jsonList } from '../sql/database';
import { trimPage } from '../sql/page';
import { selectStores } from '../stores/stores';
import { activateReadyFlows } from './flow-activation';

export type Flow = typeof flows.$inferSelect;
export type FlowVersion = typeof flowVersions.$inferSelect;
/** A flow that an event can start; its trigger, its `cancel_on` and its settings with their values are JSON texts. */
export type TriggeredFlow = Pick<Flow, 'key' | 'version'> & {
  trigger: string;
  cancelOn: string | null;
  settings: string;
};

/** `whenReady`: the flow is inactive, and becomes active when Meta has approved its templates. */
export type Activation = { active?: boolean | undefined; whenReady?: boolean | undefined };

/** Returns the columns that a save of a flow changes: what is left out stays, and an active flow waits for nothing. */
const activationSet = ({ active, whenReady }: Activation): Partial<Pick<Flow, 'active' | 'activateWhenReady'>> => {
  if (whenReady === true) return { active: false, activateWhenReady: true };
  if (active !== undefined) return { active, activateWhenReady: false };
  return whenReady === undefined ? {} : { activateWhenReady: false };
};

/** Joins a flow with its current version. */
export const currentVersion = and(
  eq(flowVersions.accountId, flows.accountId),
  eq(flowVersions.key, flows.key),
  eq(flowVersions.version, flows.version),
);

/** Joins a request with the version of its flow that it runs. */
export const versionOfRequest = and(
  eq(flowVersions.accountId, requests.accountId),
  eq(flowVersions.key, requests.flow),
  eq(flowVersions.version, requests.flowVersion),
);

/** The settings of a definition and their values as a JSON list of the two, each null where there are none. */
export const settingsColumn = sql<string>`json_extract(${flowVersions.definition}, '$.settings', '$.values')`.as(
  'settings_of_flow',
);

/** The members of a definition that say when its requests start and are cancelled. */
export const triggerColumns = {
  trigger: sql<string>`${flowVersions.definition} -> '$.trigger'`.as('trigger_'),
  cancelOn: sql<string | null>`${flowVersions.definition} -> '$.cancel_on'`.as('cancel_on'),
  settings: settingsColumn,
};

export const flowsRepository = (db: Database) => {
  const withDefinition = () =>
    db
      .select({ flow: flows, definition: flowVersions.definition, digest: flowVersions.digest })
      .from(flows)
      .innerJoin(flowVersions, currentVersion);

  /** Returns the query for the active flows that an event can start, oldest first. */
  const selectTriggered = (accountId: string, triggerOn: string) =>
    db
      .select({ key: flows.key, version: flows.version, ...triggerColumns })
      .from(flows)
      .innerJoin(flowVersions, currentVersion)
      .where(and(eq(flows.accountId, accountId), eq(flows.triggerOn, triggerOn), eq(flows.active, true)))
      .orderBy(asc(flows.createdAt), asc(flows.key));

  return {
    /** Returns a flow with its current definition. */
    async find(accountId: string, key: string) {
      return withDefinition()
        .where(and(eq(flows.accountId, accountId), eq(flows.key, key)))
        .get();
    },

    /** Returns a flow with its trigger, and the given store or else the account's first two; one round trip. */
    async findWithStores(accountId: string, key: string, storeId: string | undefined) {
      const { found, chosen } = await runBatch(db, {
        found: db
          .select({
            key: flows.key,
            version: flows.version,
            active: flows.active,
            trigger: triggerColumns.trigger,
            settings: settingsColumn,
          })
          .from(flows)
          .innerJoin(flowVersions, currentVersion)
          .where(and(eq(flows.accountId, accountId), eq(flows.key, key))),
        chosen: selectStores(db, accountId, storeId),
      });
      return { flow: found[0], stores: chosen };
    },

    /** Returns all active flows that an event of this kind can start, and stores as above; one round trip. */
    async findByTriggerWithStores(accountId: string, triggerOn: string, storeId: string | undefined) {
      return runBatch(db, {
        flows: selectTriggered(accountId, triggerOn),
        stores: selectStores(db, accountId, storeId),
      });
    },

    /** Returns a page of flows, newest first, after the given creation time and key. */
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

    /** Returns a page of a flow's versions, newest first, before the given version. */
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
     * Inserts a definition as the next version and makes it current, safely under concurrent calls. Returns undefined, with
     * nothing written, if the current version has the same definition or is not `expectedVersion`. A new flow is active. With
     * `deactivates` the flow becomes inactive. A flow that waits for its templates becomes active if they are all ready.
     */
    async addVersion({
      accountId,
      key,
      name,
      triggerOn,
      definition,
      digest,
      expectedVersion,
      deactivates,
      activation = {},
      audit,
      now,
    }: Pick<Flow, 'accountId' | 'key' | 'name' | 'triggerOn'> &
      Pick<FlowVersion, 'definition' | 'digest'> & {
        expectedVersion: number | undefined;
        deactivates: boolean;
        activation?: Activation;
        audit?: AuditDraft;
        now: number;
      }): Promise<Flow | undefined> {
      const ofFlow = and(eq(flowVersions.accountId, accountId), eq(flowVersions.key, key));
      const latest = sql`(select max(${flowVersions.version}) from ${flowVersions} where ${ofFlow})`;
      const isNew = sql`not exists (select 1 from ${flowVersions} where ${ofFlow}
        and ${flowVersions.version} = ${latest} and ${flowVersions.digest} = ${digest})`;
      const isExpected = expectedVersion === undefined ? sql`1` : sql`coalesce(${latest}, 0) = ${expectedVersion}`;
      const isActive = !deactivates && (activation.active ?? activation.whenReady !== true);
      const { written, saved } = await runBatch(db, {
        audit: auditIf(db, audit, {
          where: sql`${isNew} and ${isExpected}`,
          metadata: sql`json_object('version', coalesce(${latest}, 0) + 1)`,
        }),
        version: db.insert(flowVersions).select(sql`select ${accountId}, ${key}, coalesce(${latest}, 0) + 1,
          ${JSON.stringify(definition)}, ${digest}, ${now} where ${isNew} and ${isExpected}`),
        written: db
          .insert(flows)
          .select(
            sql`select ${accountId}, ${key}, ${name}, ${isActive ? 1 : 0},
              ${activation.whenReady ? 1 : 0}, ${latest}, ${triggerOn}, ${now}, ${now} where ${latest} is not null`,
          )
          .onConflictDoUpdate({
            target: [flows.accountId, flows.key],
            set: {
              ...fromExcluded(flows, ['name', 'version', 'triggerOn', 'updatedAt']),
              ...activationSet(activation),
              ...(deactivates ? { active: false } : {}),
            },
            // An equal version means that no version was inserted.
            setWhere: lt(flows.version, sql`excluded.version`),
          })
          .returning({ key: flows.key }),
        activated: activateReadyFlows(db, accountId, now),
        saved: db
          .select()
          .from(flows)
          .where(and(eq(flows.accountId, accountId), eq(flows.key, key))),
      });
      return written.length > 0 ? saved[0] : undefined;
    },

    /** Returns the key and the state of each of these flows that exists. */
    async findStates(accountId: string, keys: string[]): Promise<Pick<Flow, 'key' | 'active'>[]> {
      return db
        .select({ key: flows.key, active: flows.active })
        .from(flows)
        .where(and(eq(flows.accountId, accountId), inArray(flows.key, jsonList(keys))));
    },

    /** Activates or deactivates a flow, with `version` only while that one is current. Returns whether it did. */
    async setActive({
      accountId,
      key,
      active,
      version,
      audit,
      now,
    }: Pick<Flow, 'accountId' | 'key' | 'active'> & {
      version: number | undefined;
      audit?: AuditDraft;
      now: number;
    }): Promise<boolean> {
      const isVersion = version === undefined ? undefined : eq(flows.version, version);
      const isIt = and(eq(flows.accountId, accountId), eq(flows.key, key), isVersion);
      const { updated } = await runBatch(db, {
        audit: auditIf(db, audit, {
          where: sql`exists (select 1 from ${flows} where ${isIt} and ${flows.active} <> ${active ? 1 : 0})`,
        }),
        updated: db
          .update(flows)
          .set({ active, activateWhenReady: false, updatedAt: now })
          .where(isIt)
          .returning({ key: flows.key }),
      });
      return updated.length > 0;
    },

    /** Makes a version active, inactive, or active when its templates are ready; undefined if it is not the current one. */
    async changeActivation(
      { accountId, key, version }: Pick<Flow, 'accountId' | 'key' | 'version'>,
      activation: Activation,
      now: number,
    ): Promise<Flow | undefined> {
      const ofFlow = and(eq(flows.accountId, accountId), eq(flows.key, key));
      const { changed, saved } = await runBatch(db, {
        changed: db
          .update(flows)
          .set({ ...activationSet(activation), updatedAt: now })
          .where(and(ofFlow, eq(flows.version, version)))
          .returning({ key: flows.key }),
        activated: activateReadyFlows(db, accountId, now),
        saved: db.select().from(flows).where(ofFlow),
      });
      return changed.length > 0 ? saved[0] : undefined;
    },
  };
};

export type FlowsRepository = ReturnType<typeof flowsRepository>;
