import { type Context, Hono } from 'hono';
import { addedTemplates } from '../../domain/flow-templates/needed-templates';
import { checkDefinition } from '../../domain/flows/check/check-definition';
import { findFlow } from '../../domain/flows/list-flows';
import { putSettings } from '../../domain/flows/setting-changes/change-settings';
import { settingsOf } from '../../domain/flows/setting-changes/read-settings';
import { settingChanges } from '../../domain/flows/setting-changes/settings-history';
import { requireScope } from '../../domain/keys/authenticate';
import { withExampleValues } from '../../domain/simulation/example-values';
import type { FlowPreview } from '../../domain/simulation/preview-flow';
import type { AppEnv } from '../../http/request/app-env';
import { AppError, type Issue } from '../../shared/errors/app-error';
import type { JsonObject } from '../../shared/json/json';
import { objectOrEmpty } from '../../shared/json/read-json';
import { flowPath } from '../flows/flow-layout';
import type { FlowDoneCode } from '../flows/flow-texts';
import { type PreviewCustomer, readPreviewCustomer, runPreview } from '../flows/preview/run-preview';
import { formOfSettings, readSettingsForm } from '../flows/settings/settings-form';
import { type SettingsFormState, SettingsPage } from '../flows/settings/settings-page';
import { renderPage } from '../layout/render-page';
import { authorizeForm } from '../session/form-middleware';
import { requireSession } from '../session/require-session';
import { viewOf } from '../view/view';

type FoundFlow = Awaited<ReturnType<typeof findFlow>>;

const loadFlow = (c: Context<AppEnv>): Promise<FoundFlow> =>
  findFlow(c.get('deps'), c.get('caller'), c.req.param('key') ?? '');

const preview = (c: Context<AppEnv>, definition: JsonObject, customer: PreviewCustomer): Promise<FlowPreview> =>
  runPreview(c.get('deps'), c.get('caller'), { key: c.req.param('key') ?? '', definition, customer });

const withValues = (definition: JsonObject, values: JsonObject): JsonObject => ({ ...definition, values });

/** Simulates the flow with other values; null where it does not work with them, and why. */
async function previewTyped(
  c: Context<AppEnv>,
  definition: JsonObject,
  customer: PreviewCustomer,
): Promise<Pick<SettingsFormState, 'preview' | 'flowIssues'>> {
  const { definition: valid, issues } = checkDefinition(withExampleValues(definition));
  if (!valid || issues.length > 0)
    return { preview: null, flowIssues: issues.map((issue) => ({ ...issue, path: '' })) };
  return { preview: await preview(c, definition, customer), flowIssues: [] };
}

function renderSettings(
  c: Context<AppEnv>,
  { flow, definition }: FoundFlow,
  { state, status }: { state: SettingsFormState; status: 200 | 409 | 422 },
) {
  const view = viewOf(c);
  const path = c.req.method === 'GET' ? view.path : flowPath(flow.key, 'settings');
  const page = (
    <SettingsPage
      view={{ ...view, path }}
      settings={settingsOf(flow, definition)}
      definition={definition}
      state={state}
      done={c.req.query('done')}
    />
  );
  return renderPage(c, page, status);
}

/** Shows the form as it was typed, with the chat that it makes; where it is wrong, with the chat of the saved values. */
async function renderTyped(
  c: Context<AppEnv>,
  found: FoundFlow,
  {
    refused = [],
    isConflict = false,
    isSave = true,
  }: { refused?: Issue[]; isConflict?: boolean; isSave?: boolean } = {},
) {
  const form = c.get('form');
  const { definition } = found;
  const customer = readPreviewCustomer(form);
  const { given, issues } = readSettingsForm(form, objectOrEmpty(definition.settings));
  const typed = withValues(definition, given);
  const drawn = issues.length > 0 ? { preview: null, flowIssues: [] } : await previewTyped(c, typed, customer);
  const shown = drawn.preview ?? (await preview(c, definition, customer));
  const conflict = isConflict ? settingChanges(definition, typed, c.get('language')) : null;
  const flowIssues = [...refused, ...drawn.flowIssues];
  const state = { form, issues, flowIssues, conflict, preview: shown, customer };
  // A preview of values that are not right yet is no error.
  const isRefused = isSave && issues.length + flowIssues.length > 0;
  return renderSettings(c, found, { state, status: isConflict ? 409 : isRefused ? 422 : 200 });
}

/** The settings of a flow: their form, its preview and what a save says. */
export const flowSettingsRoutes = new Hono<AppEnv>()
  .get('/flows/:key/settings', requireSession, async (c) => {
    requireScope(c.get('caller'), 'settings:read');
    const found = await loadFlow(c);
    const { definitions, values } = settingsOf(found.flow, found.definition);
    const state: SettingsFormState = {
      form: formOfSettings(definitions, values),
      issues: [],
      flowIssues: [],
      conflict: null,
      preview: await preview(c, found.definition, 'answers'),
      customer: 'answers',
    };
    return renderSettings(c, found, { state, status: 200 });
  })

  .post('/flows/:key/settings/preview', ...authorizeForm('settings:read'), async (c) =>
    renderTyped(c, await loadFlow(c), { isSave: false }),
  )

  .post('/flows/:key/settings', ...authorizeForm('settings:write'), async (c) => {
    const found = await loadFlow(c);
    const { key } = found.flow;
    const { given, issues } = readSettingsForm(c.get('form'), objectOrEmpty(found.definition.settings));
    if (issues.length > 0) return renderTyped(c, found);
    try {
      const expectedVersion = Number(c.get('form').get('version') ?? 0);
      const { created } = await putSettings(c.get('deps'), c.get('caller'), { key, given, expectedVersion });
      const isReviewed = addedTemplates(found.definition, withValues(found.definition, given)).length > 0;
      const done: FlowDoneCode = created ? (isReviewed ? 'saved_meta' : 'saved') : 'same';
      return c.redirect(`${flowPath(key, 'settings')}?done=${done}`, 303);
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      if (error.code === 'flow_changed') return renderTyped(c, await loadFlow(c), { isConflict: true });
      if (error.code !== 'flow_invalid' && error.code !== 'validation_failed') throw error;
      return renderTyped(c, found, { refused: error.issues });
    }
  });
