import { type Context, Hono } from 'hono';
import { withReadyTemplates } from '../../domain/channels/templates/with-ready-templates';
import { addedTemplates } from '../../domain/flow-templates/needed-templates';
import { addReadyFlow, readyDefinition } from '../../domain/flows/add-ready-flow';
import { changesBetween } from '../../domain/flows/history/read-history';
import { findFlow } from '../../domain/flows/list-flows';
import { type ReadyFlow, readyFlows } from '../../domain/flows/ready-flows';
import { requireScope } from '../../domain/keys/authenticate';
import type { AppEnv } from '../../http/request/app-env';
import { AppError } from '../../shared/errors/app-error';
import { flowPath } from '../flows/flow-layout';
import { renderFlows } from '../flows/gallery/flows-page';
import { readyCardId } from '../flows/gallery/ready-card';
import { ReplacePage } from '../flows/gallery/replace-page';
import { changesInWords } from '../flows/history/change-words';
import type { FormErrors } from '../forms/form-errors';
import { formErrorsFrom } from '../forms/form-errors-from';
import { renderPage } from '../layout/render-page';
import { authorizeForm } from '../session/form-middleware';
import { requireSession } from '../session/require-session';
import { viewOf } from '../view/view';

/** Returns a ready flow with the texts of one language, and the same in the other languages. Fails with not_found. */
async function findReady(key: string, language: string): Promise<{ ready: ReadyFlow; others: ReadyFlow[] }> {
  const all = (await readyFlows()).filter((each) => each.key === key);
  const ready = all.find((each) => each.language === language);
  if (!ready) throw new AppError('not_found', 'There is no such ready flow');
  return { ready, others: all.filter((each) => each !== ready) };
}

async function renderReplace(c: Context<AppEnv>, texts: string, formErrors: FormErrors | null = null) {
  const view = viewOf(c);
  const { language } = view;
  const { ready, others } = await findReady(c.req.param('key') ?? '', texts);
  const { flow, definition: before } = await findFlow(c.get('deps'), c.get('caller'), ready.key);
  const after = readyDefinition(ready, before);
  const facts = { language, templates: withReadyTemplates([]), choices: [] };
  const lines = changesInWords(changesBetween(before, after, language), { before, after }, facts);
  const path = `/account/profile/ready-flows/${ready.key}/replace?texts=${ready.language}`;
  const page = (
    <ReplacePage
      view={{ ...view, path }}
      flow={flow}
      ready={ready}
      others={others}
      lines={lines}
      newTemplates={addedTemplates(before, after).length}
      formErrors={formErrors}
    />
  );
  return renderPage(c, page, formErrors ? 422 : 200);
}

/** Adding a ready flow, and putting it in the place of a saved one. */
export const readyFlowRoutes = new Hono<AppEnv>()
  .get('/ready-flows/:key/replace', requireSession, async (c) => {
    requireScope(c.get('caller'), 'settings:write');
    return renderReplace(c, c.req.query('texts') ?? c.get('language'));
  })

  .post('/ready-flows/:key', ...authorizeForm('settings:write'), async (c) => {
    const form = c.get('form');
    const language = form.get('language') ?? 'it';
    const { ready } = await findReady(c.req.param('key'), language);
    const expectedVersion = Number(form.get('over') ?? 0);
    try {
      const { key } = await addReadyFlow(c.get('deps'), c.get('caller'), { ready, expectedVersion });
      const next = expectedVersion === 0 ? `${flowPath(key, 'settings')}?done=draft` : `${flowPath(key)}?done=saved`;
      return c.redirect(next, 303);
    } catch (error) {
      const formErrors = formErrorsFrom(error, readyCardId(ready.key), form);
      return expectedVersion === 0 ? renderFlows(c, formErrors) : renderReplace(c, language, formErrors);
    }
  });
