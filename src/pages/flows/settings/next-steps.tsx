import type { FlowSettings } from '../../../domain/flows/setting-changes/read-settings';
import { Form } from '../../forms/form';
import type { View } from '../../view/view';
import { flowPath } from '../flow-layout';
import { stateOfFlow } from '../flow-state';
import { flowTexts } from '../flow-texts';
import { missingLabels } from './missing-labels';
import { settingsTexts } from './settings-texts';

/** What is left to do before a draft starts; nothing for a flow that is active or waits for Meta. */
export function NextSteps({ view, settings }: { view: View; settings: FlowSettings }) {
  const { flow } = settings;
  if (stateOfFlow(flow) !== 'draft' || !view.may('settings:write')) return null;
  const [t, of] = [settingsTexts[view.language], flowTexts[view.language]];
  const missing = missingLabels(settings, view.language);
  return (
    <section aria-labelledby="next-title">
      <h2 id="next-title">{t.next}</h2>
      <p class="hint">{of.stateHint.draft}</p>
      {missing.length > 0 && <p class="notice warn">{of.missing(missing)}</p>}
      <div class="actions">
        <a class="button quiet" href={`${flowPath(flow.key, 'try')}#phone`}>
          {t.nextTry}
        </a>
        {missing.length === 0 && (
          <Form view={view} action={`${flowPath(flow.key)}/active`}>
            <input type="hidden" name="active" value="true" />
            <button class="quiet">{t.nextActivate}</button>
          </Form>
        )}
      </div>
    </section>
  );
}
