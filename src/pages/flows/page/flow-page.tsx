import type { FlowDetails } from '../../../domain/flows/read-flow';
import { settingsOf } from '../../../domain/flows/setting-changes/read-settings';
import type { Issue } from '../../../shared/errors/app-error';
import { Form } from '../../forms/form';
import type { View } from '../../view/view';
import { FlowLayout, flowPath } from '../flow-layout';
import { stateOfFlow } from '../flow-state';
import { flowTexts } from '../flow-texts';
import { FlowIssues } from '../issues/flow-issues';
import { missingLabels } from '../settings/missing-labels';
import { flowFactsOf } from '../words/flow-facts';
import { triggerInWords } from '../words/flow-words';
import { DiagramSection } from './diagram-section';
import { StepsSection } from './steps-section';

/** Switches the flow on or off; the one thing that a draft lacks comes first. */
function StateForm({ view, seen: { flow, definition } }: { view: View; seen: FlowDetails }) {
  const t = flowTexts[view.language];
  const state = stateOfFlow(flow);
  const missing = missingLabels(settingsOf(flow, definition), view.language);
  if (state === 'draft' && missing.length > 0) {
    return (
      <>
        <p class="notice warn">{t.missing(missing)}</p>
        <a class="button" href={flowPath(flow.key, 'settings')}>
          {t.complete}
        </a>
      </>
    );
  }
  return (
    <Form view={view} action={`${flowPath(flow.key)}/active`}>
      <input type="hidden" name="active" value={String(state === 'draft')} />
      <button class={state === 'draft' ? undefined : 'quiet'} aria-describedby="state-hint">
        {state === 'draft' ? t.activate : state === 'active' ? t.deactivate : t.stopWaiting}
      </button>
      <p id="state-hint" class="hint">
        {state === 'active' ? t.deactivateHint : t.stateHint[state]}
      </p>
    </Form>
  );
}

/** One version of a flow: when it starts, what it does and what is wrong with it. `refused`: why it was not switched on. */
export function FlowPage({
  view,
  seen,
  done,
  refused = [],
}: {
  view: View;
  seen: FlowDetails;
  done: string | undefined;
  refused?: Issue[];
}) {
  const t = flowTexts[view.language];
  const { flow, version, definition, issues, templates, choices } = seen;
  const facts = flowFactsOf(definition, { language: view.language, templates, choices });
  const { event, condition } = triggerInWords(facts);
  const isCurrent = version === flow.version;
  return (
    <FlowLayout view={view} flow={flow} page="overview" done={done} script="/flows.js">
      {!isCurrent && (
        <p class="notice warn">
          {t.older(version, flow.version)} <a href={flowPath(flow.key)}>{t.toCurrent}</a>
        </p>
      )}
      {refused.length > 0 && (
        <div class="notice bad" role="alert">
          <p>{t.notActivated}</p>
          <FlowIssues view={view} flowKey={flow.key} definition={definition} issues={refused} />
        </div>
      )}
      <div class="with-aside">
        <div class="aside">
          <div class="card">
            <dl class="facts">
              <dt>{t.trigger}</dt>
              <dd>{event}</dd>
              {condition !== '' && (
                <>
                  <dt>{t.condition}</dt>
                  <dd>{condition}</dd>
                </>
              )}
            </dl>
            {isCurrent && view.may('settings:write') && <StateForm view={view} seen={seen} />}
            {view.may('requests:read') && (
              <p>
                <a href={`/account/profile/requests?flow=${flow.key}`}>{t.requests}</a>
              </p>
            )}
          </div>
          <section id="findings" aria-labelledby="findings-title">
            <h2 id="findings-title">{t.issues}</h2>
            {issues.length === 0 ? (
              <p>{t.noIssues}</p>
            ) : (
              <FlowIssues view={view} flowKey={flow.key} definition={definition} issues={issues} />
            )}
            {isCurrent && view.may('settings:write') && (
              <Form view={view} action={`${flowPath(flow.key)}/check#findings`}>
                <button class="quiet" aria-describedby="check-hint">
                  {t.check}
                </button>
                <p id="check-hint" class="hint">
                  {t.checkHint}
                </p>
              </Form>
            )}
          </section>
        </div>
        <div class="main-column">
          <StepsSection view={view} seen={seen} facts={facts} />
          <DiagramSection view={view} seen={seen} facts={facts} />
          <details class="card">
            <summary>{t.technical}</summary>
            <dl class="facts">
              <dt>{t.key}</dt>
              <dd>
                <code>{flow.key}</code>
              </dd>
              <dt>{t.version}</dt>
              <dd>{version}</dd>
            </dl>
          </details>
        </div>
      </div>
    </FlowLayout>
  );
}
