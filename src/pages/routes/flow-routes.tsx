import { type Context, Hono } from 'hono';
import { checkFlow } from '../../domain/flows/check/check-flow';
import { findVersion } from '../../domain/flows/definition/find-version';
import { type FlowDetails, readFlow } from '../../domain/flows/read-flow';
import { setFlowActive } from '../../domain/flows/set-flow-active';
import { switchOn } from '../../domain/flows/switch-on';
import { requireScope } from '../../domain/keys/authenticate';
import type { AppEnv } from '../../http/request/app-env';
import { AppError, type Issue } from '../../shared/errors/app-error';
import { flowPath } from '../flows/flow-layout';
import type { FlowDoneCode } from '../flows/flow-texts';
import { renderFlows } from '../flows/gallery/flows-page';
import { FlowPage } from '../flows/page/flow-page';
import { flowFactsOf } from '../flows/words/flow-facts';
import { diagramInWords } from '../flows/words/flow-words';
import { renderPage } from '../layout/render-page';
import { authorizeForm } from '../session/form-middleware';
import { requireSession } from '../session/require-session';
import { viewOf } from '../view/view';
import { flowHistoryRoutes } from './flow-history-routes';
import { flowSettingsRoutes } from './flow-settings-routes';
import { flowTryRoutes } from './flow-try-routes';
import { versionNumber } from './version-number';

const loadFlow = (c: Context<AppEnv>, key: string): Promise<FlowDetails> =>
  readFlow(c.get('deps'), c.get('caller'), { key, version: versionNumber(c.req.query('version')) });

function renderFlow(c: Context<AppEnv>, seen: FlowDetails, refused: Issue[] = []) {
  const view = viewOf(c);
  // The path of a POST has no page: the language switch leads back to the flow.
  const path = c.req.method === 'GET' ? view.path : flowPath(seen.flow.key);
  const page = <FlowPage view={{ ...view, path }} seen={seen} done={c.req.query('done')} refused={refused} />;
  return renderPage(c, page, refused.length > 0 ? 422 : 200);
}

/** Switches a flow on, now or when its templates are approved, or off. */
async function changeState(c: Context<AppEnv>, key: string, active: boolean): Promise<FlowDoneCode> {
  if (active) return (await switchOn(c.get('deps'), c.get('caller'), key)).active ? 'flow_on' : 'flow_waits';
  await setFlowActive(c.get('deps'), c.get('caller'), { key, active });
  return 'flow_off';
}

/** The flows, and the pages of one. */
export const flowRoutes = new Hono<AppEnv>()
  .get('/flows', (c) => renderFlows(c))

  .get('/flows/:key', requireSession, async (c) => {
    requireScope(c.get('caller'), 'settings:read');
    return renderFlow(c, await loadFlow(c, c.req.param('key')));
  })

  .get('/flows/:key/diagram.svg', requireSession, async (c) => {
    requireScope(c.get('caller'), 'settings:read');
    const { definition, counted, templates, choices } = await loadFlow(c, c.req.param('key'));
    const facts = flowFactsOf(definition, { language: c.get('language'), templates, choices });
    const { DARK, LIGHT_PAGE, svgOf } = await import('../../domain/flows/diagram/svg');
    const look = c.req.query('look') === 'dark' ? DARK : LIGHT_PAGE;
    // As in the API: an SVG that is opened as a page must not run anything.
    const policy = "default-src 'none'; sandbox";
    return c.body(svgOf(diagramInWords(definition, counted, facts), look), 200, {
      'content-type': 'image/svg+xml',
      'content-security-policy': policy,
    });
  })

  .post('/flows/:key/active', ...authorizeForm('settings:write'), async (c) => {
    const [key, value] = [c.req.param('key'), c.get('form').get('active')];
    if (value !== 'true' && value !== 'false') throw new AppError('validation_failed', 'active must be true or false');
    try {
      return c.redirect(`${flowPath(key)}?done=${await changeState(c, key, value === 'true')}`, 303);
    } catch (error) {
      if (!(error instanceof AppError) || error.code !== 'flow_invalid') throw error;
      return renderFlow(c, await loadFlow(c, key), error.issues);
    }
  })

  // Reads the number's templates from Meta and stores them, as saving a flow does.
  .post('/flows/:key/check', ...authorizeForm('settings:write'), async (c) => {
    const key = c.req.param('key');
    const { account } = c.get('caller');
    const { definition } = await findVersion(c.get('deps'), account.accountId, { key, version: undefined });
    const { issues, warnings } = await checkFlow(c.get('deps'), account, definition);
    const seen = await loadFlow(c, key);
    return renderFlow(c, { ...seen, issues: [...issues, ...warnings] });
  })

  .route('/', flowSettingsRoutes)
  .route('/', flowTryRoutes)
  .route('/', flowHistoryRoutes);
