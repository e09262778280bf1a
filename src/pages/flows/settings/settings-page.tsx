import type { FlowSettings } from '../../../domain/flows/setting-changes/read-settings';
import type { SettingChange } from '../../../domain/flows/setting-changes/settings-history';
import type { FlowPreview } from '../../../domain/simulation/preview-flow';
import type { Issue } from '../../../shared/errors/app-error';
import type { JsonObject } from '../../../shared/json/json';
import { Form } from '../../forms/form';
import type { View } from '../../view/view';
import { FlowLayout, flowPath } from '../flow-layout';
import { FlowIssues } from '../issues/flow-issues';
import { ChatPreview } from '../preview/chat-preview';
import { PREVIEW_CUSTOMERS, type PreviewCustomer } from '../preview/run-preview';
import { NextSteps } from './next-steps';
import { SettingField } from './setting-field';
import { declaredSettings } from './settings-form';
import { settingsTexts } from './settings-texts';

/** The form as it is shown: with the saved values, or with what was typed and what is wrong with it. */
export type SettingsFormState = {
  form: URLSearchParams;
  /** Of values: paths begin with the name of the setting. */
  issues: Issue[];
  /** Of the flow with these values. */
  flowIssues: Issue[];
  /** What a save would change of a version that somebody else has saved in the meantime; null if nobody has. */
  conflict: SettingChange[] | null;
  preview: FlowPreview | null;
  customer: PreviewCustomer;
};

function Conflict({ view, settings, changes }: { view: View; settings: FlowSettings; changes: SettingChange[] }) {
  const t = settingsTexts[view.language];
  const { flow } = settings;
  return (
    <div class="notice warn" role="alert">
      <p>{t.changed(flow.version)}</p>
      {changes.length === 0 ? (
        <p>{t.changedSame}</p>
      ) : (
        <>
          <p>{t.changedList}</p>
          <ul>
            {changes.map(({ text }) => (
              <li dir="auto">{text}</li>
            ))}
          </ul>
        </>
      )}
      <p>
        {t.changedAgain} <a href={flowPath(flow.key, 'settings')}>{t.reload}</a>
      </p>
    </div>
  );
}

function Preview({ view, state }: { view: View; state: SettingsFormState }) {
  const t = settingsTexts[view.language];
  const isStale = state.issues.length + state.flowIssues.length > 0;
  return (
    <section id="preview" class="aside" aria-labelledby="preview-title">
      <h2 id="preview-title">{t.preview}</h2>
      <p class="hint">{isStale ? t.previewFailed : t.previewHint}</p>
      {state.preview && <ChatPreview view={view} preview={state.preview} />}
    </section>
  );
}

/** The settings of a flow with the chat that they make. Saving makes a version; the preview needs none. */
export function SettingsPage({
  view,
  settings,
  definition,
  state,
  done,
}: {
  view: View;
  settings: FlowSettings;
  definition: JsonObject;
  state: SettingsFormState;
  done: string | undefined;
}) {
  const t = settingsTexts[view.language];
  const { language } = view;
  const { flow, definitions } = settings;
  const declared = declaredSettings(definitions);
  const path = flowPath(flow.key, 'settings');
  const mayChange = view.may('settings:write');
  const ofSetting = (name: string) =>
    state.issues.filter((issue) => issue.path === `/${name}` || issue.path.startsWith(`/${name}/`));
  return (
    <FlowLayout view={view} flow={flow} page="settings" done={done} script="/flows.js">
      <NextSteps view={view} settings={settings} />
      <div class="with-aside">
        <section id="settings" aria-labelledby="settings-title">
          <h2 id="settings-title">{t.title}</h2>
          {state.conflict && <Conflict view={view} settings={settings} changes={state.conflict} />}
          {state.issues.length > 0 && (
            <p class="notice bad" role="alert">
              {t.refused}
            </p>
          )}
          {state.flowIssues.length > 0 && (
            <div class="notice bad" role="alert">
              <p>{t.refusedByFlow}</p>
              <FlowIssues view={view} flowKey={flow.key} definition={definition} issues={state.flowIssues} />
            </div>
          )}
          {declared.length === 0 ? (
            <p>{t.none}</p>
          ) : (
            <Form view={view} action={`${path}#settings`} label={t.title} preview={`${path}/preview`}>
              <input type="hidden" name="version" value={String(flow.version)} />
              {declared.map(([name, setting]) => (
                <SettingField
                  language={language}
                  name={name}
                  setting={setting}
                  form={state.form}
                  issues={ofSetting(name)}
                />
              ))}
              <fieldset class="setting">
                <legend>{t.previewCustomer}</legend>
                <div class="choices">
                  {PREVIEW_CUSTOMERS.map((customer) => (
                    <label>
                      <input
                        type="radio"
                        name="preview_customer"
                        value={customer}
                        checked={customer === state.customer}
                      />{' '}
                      {t.previewOf[customer]}
                    </label>
                  ))}
                </div>
              </fieldset>
              <div class="actions">
                {mayChange && <button>{t.save}</button>}
                <button class="quiet" formaction={`${path}/preview#preview`}>
                  {t.preview}
                </button>
              </div>
            </Form>
          )}
        </section>
        <Preview view={view} state={state} />
      </div>
    </FlowLayout>
  );
}
