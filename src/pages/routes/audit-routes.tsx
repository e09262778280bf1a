import { Hono } from 'hono';
import { loadAuditPage } from '../../domain/audit/load-audit-page';
import { requireScope } from '../../domain/keys/authenticate';
import type { AppEnv } from '../../http/request/app-env';
import { AuditPage } from '../audit/audit-page';
import { renderPage } from '../layout/render-page';
import { authorizeSession } from '../session/require-session';
import { viewOf } from '../view/view';

const POSITION = /^\d{1,15}$/;

export const auditRoutes = new Hono<AppEnv>().get('/people/activity', async (c) => {
  const asked = c.req.query('before') ?? '';
  const before = POSITION.test(asked) ? Number(asked) : null;
  const rows = await authorizeSession(c, (deps, session) => loadAuditPage(deps, session, before));
  requireScope(c.get('caller'), 'settings:read');
  const page = <AuditPage view={viewOf(c)} rows={rows} isFirst={before === null} now={c.get('deps').now()} />;
  return renderPage(c, page);
});
