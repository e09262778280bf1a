import { type Context, Hono } from 'hono';
import { checkFlow } from '../../../../domain/flows/check/check-flow';
import { findVersion } from '../../../../domain/flows/definition/find-version';
import { drawFlow } from '../../../../domain/flows/diagram/draw-flow';
import { svgOf } from '../../../../domain/flows/diagram/svg';
import { diagramWords } from '../../../../domain/flows/diagram/words';
import { type FlowSeen, readFlow } from '../../../../domain/flows/read-flow';
import { switchFlow } from '../../../../domain/flows/switch-flow';
import { simulateFlow } from '../../../../domain/simulation/simulate-flow';
import { Failure } from '../../../../shared/failure';
import type { AppEnv } from '../../../env';
import { answerPage } from '../layout/answer-page';
import { viewOf } from '../layout/view';
import { signedForm } from '../session/forms';
import { requireSession } from '../session/require-session';
import { FlowPage } from './flow-page';
import { exampleForm } from './simulator/example-form';
import { readScenario } from './simulator/read-scenario';
import type { Simulated } from './simulator/simulator';

/** A version that is asked for; what is no number is no version. */
function versionIn(c: Context<AppEnv>, name: 'version' | 'before'): number | undefined {
  const given = c.req.query(name);
  if (given === undefined) return undefined;
  if (!/^[1-9]\d{0,8}$/.test(given)) throw new Failure('not_found', `There is no version ${given}`);
  return Number(given);
}

const read = (c: Context<AppEnv>, key: string): Promise<FlowSeen> =>
  readFlow(c.get('deps'), c.get('caller'), {
    key,
    version: versionIn(c, 'version'),
    before: versionIn(c, 'before') ?? null,
    words: diagramWords[c.get('language')],
  });

function show(c: Context<AppEnv>, seen: FlowSeen, simulated: Simulated) {
  const view = viewOf(c);
  // The simulator's form has no page of its own, and the switch of the language leads back to the flow.
  const path = c.req.method === 'GET' ? view.path : `/account/profile/flows/${seen.flow.key}`;
  const page = <FlowPage view={{ ...view, path }} seen={seen} done={c.req.query('done')} simulated={simulated} />;
  return answerPage(c, page, simulated.findings.length > 0 ? 422 : 200);
}

/** Runs what the form asks for; what it lacks is told beside its fields. */
async function simulated(c: Context<AppEnv>, { flow, choices }: FlowSeen): Promise<Simulated> {
  const given = c.get('form');
  const { scenario, rows, findings } = readScenario(given, c.get('caller').account.timeZone, choices);
  if (!scenario) return { given, rows, findings, run: null };
  const input = { key: flow.key, definition: undefined, idStore: undefined, scenario };
  return { given, rows, findings, run: await simulateFlow(c.get('deps'), c.get('caller'), input) };
}

const untried = ({ choices }: FlowSeen): Simulated => ({
  given: exampleForm(choices),
  rows: [],
  findings: [],
  run: null,
});

/** The pages of single flows. */
export const flowApp = new Hono<AppEnv>()
  .get('/flows/:key', requireSession, async (c) => {
    const seen = await read(c, c.req.param('key'));
    return show(c, seen, untried(seen));
  })

  .get('/flows/:key/diagram.svg', requireSession, async (c) => {
    const ask = { key: c.req.param('key'), version: versionIn(c, 'version'), counts: true };
    const words = diagramWords[c.get('language')];
    const drawn = await drawFlow(c.get('deps'), c.get('caller'), { ...ask, words });
    // As of the API: a picture that is opened as a page may do nothing, whatever is in it.
    const policy = "default-src 'none'; sandbox";
    return c.body(svgOf(drawn), 200, { 'content-type': 'image/svg+xml', 'content-security-policy': policy });
  })

  .post('/flows/:key/active', ...signedForm('settings:write'), async (c) => {
    const asked = c.get('form').get('active');
    if (asked !== 'true' && asked !== 'false') throw new Failure('validation_failed', 'active is true or false');
    const active = asked === 'true';
    const { flow } = await switchFlow(c.get('deps'), c.get('caller'), { key: c.req.param('key'), active });
    return c.redirect(`/account/profile/flows/${flow.key}?done=${active ? 'flow_on' : 'flow_off'}`, 303);
  })

  // It asks Meta for the number's templates and keeps them, as a save does.
  .post('/flows/:key/check', ...signedForm('settings:write'), async (c) => {
    const key = c.req.param('key');
    const { account } = c.get('caller');
    const { definition } = await findVersion(c.get('deps'), account.accountId, { key, version: undefined });
    const { findings, warnings } = await checkFlow(c.get('deps'), account, definition);
    const seen = await read(c, key);
    return show(c, { ...seen, findings: [...findings, ...warnings] }, untried(seen));
  })

  .post('/flows/:key/simulate', ...signedForm('settings:read'), async (c) => {
    const seen = await read(c, c.req.param('key'));
    return show(c, seen, await simulated(c, seen));
  });
