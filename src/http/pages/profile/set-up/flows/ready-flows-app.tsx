import { Hono } from 'hono';
import { putFlow } from '../../../../../domain/flows/put-flow';
import { readyFlows } from '../../../../../domain/flows/ready-flows';
import { Failure } from '../../../../../shared/failure';
import type { AppEnv } from '../../../../env';
import { signedForm } from '../../session/forms';
import { refusedForm } from '../refuse-form';
import { loadSetUp, showSetUp } from '../show-set-up';
import { readyForm } from './ready-flow-card';

export const readyFlowsApp = new Hono<AppEnv>().post(
  '/ready-flows/:key',
  ...signedForm('settings:write'),
  async (c) => {
    const form = c.get('form');
    const ready = (await readyFlows()).find(({ key }) => key === c.req.param('key'));
    if (!ready) throw new Failure('not_found', 'There is no such ready flow');
    const { key, raw } = ready;
    try {
      const { flow } = await putFlow(c.get('deps'), c.get('caller'), { key, raw, over: Number(form.get('over') ?? 0) });
      // What may yet turn out well is told on the flow's own page.
      return c.redirect(`/account/profile/flows/${key}?done=${flow.active ? 'flow_added' : 'saved'}`, 303);
    } catch (error) {
      const refused = refusedForm(error, readyForm(key), form);
      return showSetUp(c, await loadSetUp(c), { refused });
    }
  },
);
