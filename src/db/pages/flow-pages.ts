import { and, desc, eq, inArray, sql } from 'drizzle-orm';
import { currentVersion, type Flow, type FlowVersion } from '../flows/flows';
import { type SessionRows, selectPageSession, toSessionRows } from '../people/sessions';
import { flows, flowVersions } from '../schema';
import { runBatch } from '../sql/batch';
import type { Database } from '../sql/database';

/** The rows of the page of all flows, newest first, each with its current definition. */
export type FlowGalleryRows = SessionRows & { flows: { flow: Flow; definition: FlowVersion['definition'] }[] };

export const flowPagesRepository = (db: Database) => ({
  /** Returns a session, the account's newest flows, one more than `maxRows`, and also those in `keys`. One round trip. */
  async loadGallery(
    { accountId, sessionId }: { accountId: string; sessionId: string },
    { maxRows, keys }: { maxRows: number; keys: string[] },
  ): Promise<FlowGalleryRows> {
    const wanted = sql`(select key from (select ${flows.key} from ${flows} where ${flows.accountId} = ${accountId}
        order by ${flows.createdAt} desc, ${flows.key} desc limit ${maxRows + 1})
      union select value from json_each(${JSON.stringify(keys)}))`;
    const rows = await runBatch(db, {
      signedIn: selectPageSession(db, accountId, sessionId),
      flows: db
        .select({ flow: flows, definition: flowVersions.definition })
        .from(flows)
        .innerJoin(flowVersions, currentVersion)
        .where(and(eq(flows.accountId, accountId), inArray(flows.key, wanted)))
        .orderBy(desc(flows.createdAt), desc(flows.key)),
    });
    return { ...toSessionRows(rows.signedIn), flows: rows.flows };
  },
});

export type FlowPagesRepository = ReturnType<typeof flowPagesRepository>;
