import { type Context, Hono } from 'hono';
import { checkFlow } from '../../domain/flows/check/check-flow';
import { findVersion } from '../../domain/flows/definition/find-version';
import { type FlowDetails, readFlow } from '../../domain/flows/read-flow';
import { setFlowActive } from '../../domain/flows/set-flow-active';
import { requireScope } from '../../domain/keys/authenticate';
import type { AppEnv } from '../../http/request/app-env';
import { AppError } from '../../shared/errors/app-error';
import { renderFlows } from '../flows/list/flows-page';
import { FlowPage } from '../flows/page/flow-page';
import { exampleForm } from '../flows/simulator/example-form';
import { readScenario } from '../flows/simulator/read-scenario';
import type { SimulatorState } from '../flows/simulator/simulator-section';
import { renderPage } from '../layout/render-page';
import { authorizeForm } from '../session/form-middleware';
import { requireSession } from '../session/require-session';
import { loadSetUp } from '../set-up/page/set-up-page';
import { viewOf } from '../view/view';

/** Parses the requested version; anything but a number is no version. */
function versionParam(c: Context<AppEnv>, name: 'version' | 'before'): number | undefined {
  const given = c.req.query(name);
  if (given === undefined) return undefined;
  if (!/^[1-9]\d{0,8}$/.test(given)) throw new AppError('not_found', `There is no version ${given}`);
  return Number(given);
}

const loadFlow = (c: Context<AppEnv>, key: string): Promise<FlowDetails> =>
  readFlow(c.get('deps'), c.get('caller'), {
    key,
    version: versionParam(c, 'version'),
    before: versionParam(c, 'before') ?? null,
    language: c.get('language'),
  });

function renderFlow(c: Context<AppEnv>, seen: FlowDetails, simulated: SimulatorState) {
  const view = viewOf(c);
  // The path of a POST has no page: the language switch leads back to the flow.
  const path = c.req.method === 'GET' ? view.path : `/account/profile/flows/${seen.flow.key}`;
  const page = <FlowPage view={{ ...view, path }} seen={seen} done={c.req.query('done')} simulator={simulated} />;
  return renderPage(c, page, simulated.issues.length > 0 ? 422 : 200);
}

/** Runs the simulation of the form, or shows the form with its issues. */
async function runSimulator(c: Context<AppEnv>, { flow, choices }: FlowDetails): Promise<SimulatorState> {
  const given = c.get('form');
  const { scenario, rows, issues } = readScenario(given, c.get('caller').account.timeZone, choices);
  if (!scenario) return { values: given, rows, issues, run: null };
  const { simulateFlow } = await import('../../domain/simulation/simulate-flow');
  const input = { key: flow.key, definition: undefined, storeId: undefined, scenario };
  return { values: given, rows, issues, run: await simulateFlow(c.get('deps'), c.get('caller'), input) };
}

const exampleSimulator = ({ choices }: FlowDetails): SimulatorState => ({
  values: exampleForm(choices),
  rows: [],
  issues: [],
  run: null,
});

/** The flows, and the pages of one. */
export const flowRoutes = new Hono<AppEnv>()
  .get('/flows', async (c) => renderFlows(c, await loadSetUp(c)))

  .get('/flows/:key', requireSession, async (c) => {
    requireScope(c.get('caller'), 'settings:read');
    const seen = await loadFlow(c, c.req.param('key'));
    return renderFlow(c, seen, exampleSimulator(seen));
  })

  .get('/flows/:key/diagram.svg', requireSession, async (c) => {
    requireScope(c.get('caller'), 'settings:read');
    const ask = { key: c.req.param('key'), version: versionParam(c, 'version'), counts: true };
    const [{ drawFlow }, { svgOf }] = await Promise.all([
      import('../../domain/flows/diagram/draw-flow'),
      import('../../domain/flows/diagram/svg'),
    ]);
    const drawn = await drawFlow(c.get('deps'), c.get('caller'), { ...ask, language: c.get('language') });
    // As in the API: an SVG that is opened as a page must not run anything.
    const policy = "default-src 'none'; sandbox";
    return c.body(svgOf(drawn), 200, { 'content-type': 'image/svg+xml', 'content-security-policy': policy });
  })

  .post('/flows/:key/active', ...authorizeForm('settings:write'), async (c) => {
    const value = c.get('form').get('active');
    if (value !== 'true' && value !== 'false') throw new AppError('validation_failed', 'active must be true or false');
    const active = value === 'true';
    const { flow } = await setFlowActive(c.get('deps'), c.get('caller'), { key: c.req.param('key'), active });
    return c.redirect(`/account/profile/flows/${flow.key}?done=${active ? 'flow_on' : 'flow_off'}`, 303);
  })

  // Reads the number's templates from Meta and stores them, as saving a flow does.
  .post('/flows/:key/check', ...authorizeForm('settings:write'), async (c) => {
    const key = c.req.param('key');
    const { account } = c.get('caller');
    const { definition } = await findVersion(c.get('deps'), account.accountId, { key, version: undefined });
    const { issues, warnings } = await checkFlow(c.get('deps'), account, definition);
    const seen = await loadFlow(c, key);
    return renderFlow(c, { ...seen, issues: [...issues, ...warnings] }, exampleSimulator(seen));
  })

  .post('/flows/:key/simulate', ...authorizeForm('settings:read'), async (c) => {
    const seen = await loadFlow(c, c.req.param('key'));
    return renderFlow(c, seen, await runSimulator(c, seen));
  });
