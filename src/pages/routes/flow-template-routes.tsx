import { Hono } from 'hono';
import { requestTemplates } from '../../domain/flow-templates/request-templates';
import type { AppEnv } from '../../http/request/app-env';
import { withReservedKey } from '../../http/request/with-idempotency';
import { AppError } from '../../shared/errors/app-error';
import { LANGUAGES } from '../../shared/text/language';
import type { FormErrors } from '../forms/form-errors';
import { formErrorsFrom } from '../forms/form-errors-from';
import { authorizeForm } from '../session/form-middleware';
import { loadSetUp, renderSetUp } from '../set-up/page/set-up-page';
import { redirectToSetUp } from '../set-up/redirect-to-set-up';
import { flowTemplatesId } from '../set-up/templates/flow-templates';
import { templateTexts } from '../set-up/templates/template-texts';
import { viewOf } from '../view/view';

/** The form that creates the templates of a flow at Meta. */
export const flowTemplateRoutes = new Hono<AppEnv>().post(
  '/flow-templates/:key',
  ...authorizeForm('settings:write'),
  async (c) => {
    const [form, flow, { language: pageLanguage }] = [c.get('form'), c.req.param('key'), viewOf(c)];
    const id = flowTemplatesId(flow);
    const whenReady = form.get('when_ready') === 'true';
    const language = LANGUAGES.find((each) => each === form.get('language')) ?? pageLanguage;
    const asked = { channelId: form.get('channel') ?? '', flow, language, whenReady };
    const request = () => requestTemplates(c.get('deps'), c.get('caller'), asked);
    let formErrors: FormErrors;
    try {
      const { templates } = await withReservedKey(c, c.get('caller').account.accountId, request, (result) => result);
      const isTaken = templates.every(({ state }) => !['failed', 'to_do'].includes(state));
      if (isTaken) return redirectToSetUp(c, whenReady ? 'flow_waits' : 'templates_created', id);
      return renderSetUp(c, await loadSetUp(c), { requested: { flow, templates } });
    } catch (error) {
      const isUnavailable = error instanceof AppError && error.code === 'unavailable';
      formErrors = isUnavailable
        ? { form: id, issues: [], values: form, title: templateTexts[pageLanguage].unavailable }
        : formErrorsFrom(error, id, form);
    }
    return renderSetUp(c, await loadSetUp(c), { formErrors });
  },
);
