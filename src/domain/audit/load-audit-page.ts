import type { Deps } from '../ports';

const PAGE_SIZE = 50;

/** Reads a session and a page of the audit log, the newest first. */
export const loadAuditPage = (
  { auditPages }: Pick<Deps, 'auditPages'>,
  session: Parameters<Deps['auditPages']['load']>[0],
  before: number | null,
) => auditPages.load(session, { before, limit: PAGE_SIZE });
