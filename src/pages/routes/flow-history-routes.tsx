import { type Context, Hono } from 'hono';
import { withReadyTemplates } from '../../domain/channels/templates/with-ready-templates';
import { addedTemplates } from '../../domain/flow-templates/needed-templates';
import { findVersion } from '../../domain/flows/definition/find-version';
import { changesBetween, readHistory } from '../../domain/flows/history/read-history';
import { findFlow } from '../../domain/flows/list-flows';
import { restoreVersion } from '../../domain/flows/restore-version';
import { requireScope } from '../../domain/keys/authenticate';
import type { AppEnv } from '../../http/request/app-env';
import { AppError, type Issue } from '../../shared/errors/app-error';
import type { Language } from '../../shared/text/language';
import { flowPath } from '../flows/flow-layout';
import { changesInWords } from '../flows/history/change-words';
import { HistoryPage } from '../flows/history/history-page';
import { RestorePage } from '../flows/history/restore-page';
import { renderPage } from '../layout/render-page';
import { authorizeForm } from '../session/form-middleware';
import { requireSession } from '../session/require-session';
import { viewOf } from '../view/view';
import { versionNumber } from './version-number';

/** The words for a change name no recipients and no buttons of an account's own templates. */
const factsIn = (language: Language) => ({ language, templates: withReadyTemplates([]), choices: [] });

async function renderRestore(
  c: Context<AppEnv>,
  { issues = [], hasChanged = false }: { issues?: Issue[]; hasChanged?: boolean } = {},
) {
  const [deps, caller, language] = [c.get('deps'), c.get('caller'), c.get('language')];
  const [key, version] = [c.req.param('key') ?? '', versionNumber(c.req.param('version'))];
  const [{ flow, definition: before }, earlier] = await Promise.all([
    findFlow(deps, caller, key),
    findVersion(deps, caller.account.accountId, { key, version }),
  ]);
  const after = earlier.definition;
  const lines = changesInWords(changesBetween(before, after, language), { before, after }, factsIn(language));
  const view = viewOf(c);
  const page = (
    <RestorePage
      view={{ ...view, path: `${flowPath(key)}/restore/${earlier.version}` }}
      flow={flow}
      version={earlier.version}
      definition={after}
      lines={lines}
      newTemplates={addedTemplates(before, after).length}
      issues={issues}
      hasChanged={hasChanged}
    />
  );
  return renderPage(c, page, hasChanged ? 409 : issues.length > 0 ? 422 : 200);
}

/** The versions of a flow, and the way back to an earlier one. */
export const flowHistoryRoutes = new Hono<AppEnv>()
  .get('/flows/:key/history', requireSession, async (c) => {
    requireScope(c.get('caller'), 'settings:read');
    const language = c.get('language');
    const before = versionNumber(c.req.query('before')) ?? null;
    const history = await readHistory(c.get('deps'), c.get('caller'), { key: c.req.param('key'), before, language });
    const page = (
      <HistoryPage view={viewOf(c)} history={history} facts={factsIn(language)} done={c.req.query('done')} />
    );
    return renderPage(c, page);
  })

  .get('/flows/:key/restore/:version', requireSession, async (c) => {
    requireScope(c.get('caller'), 'settings:write');
    return renderRestore(c);
  })

  .post('/flows/:key/restore/:version', ...authorizeForm('settings:write'), async (c) => {
    const key = c.req.param('key');
    const version = versionNumber(c.req.param('version')) ?? 0;
    const expectedVersion = Number(c.get('form').get('version') ?? 0);
    try {
      await restoreVersion(c.get('deps'), c.get('caller'), { key, version, expectedVersion });
      return c.redirect(`${flowPath(key, 'history')}?done=restored`, 303);
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      if (error.code === 'flow_changed') return renderRestore(c, { hasChanged: true });
      if (error.code !== 'flow_invalid') throw error;
      return renderRestore(c, { issues: error.issues });
    }
  });
