import { Hono } from 'hono';
import { putFlow } from '../../domain/flows/put-flow';
import { readyFlows } from '../../domain/flows/ready-flows';
import type { AppEnv } from '../../http/request/app-env';
import { AppError } from '../../shared/errors/app-error';
import { renderFlows } from '../flows/list/flows-page';
import { formErrorsFrom } from '../forms/form-errors-from';
import { authorizeForm } from '../session/form-middleware';
import { readyFlowFormId } from '../set-up/flows/ready-flow-card';
import { loadSetUp } from '../set-up/page/set-up-page';

export const readyFlowRoutes = new Hono<AppEnv>().post(
  '/ready-flows/:key',
  ...authorizeForm('settings:write'),
  async (c) => {
    const form = c.get('form');
    const language = form.get('language') ?? 'it';
    const ready = (await readyFlows()).find((each) => each.key === c.req.param('key') && each.language === language);
    if (!ready) throw new AppError('not_found', 'There is no such ready flow');
    const { key, raw } = ready;
    try {
      const { flow } = await putFlow(c.get('deps'), c.get('caller'), {
        key,
        raw,
        expectedVersion: Number(form.get('over') ?? 0),
      });
      // The flow's page lists the warnings.
      return c.redirect(`/account/profile/flows/${key}?done=${flow.active ? 'flow_added' : 'saved'}`, 303);
    } catch (error) {
      const formErrors = formErrorsFrom(error, readyFlowFormId(key), form);
      return renderFlows(c, await loadSetUp(c), formErrors);
    }
  },
);
