import type { FlowDetails } from '../../../domain/flows/read-flow';
import { DoneNotice } from '../../components/done-notice';
import { Form } from '../../forms/form';
import { PageLayout } from '../../layout/page-layout';
import { setUpTexts } from '../../set-up/set-up-texts';
import type { View } from '../../view/view';
import { FlowIssues } from '../flow-issues';
import { flowNameIn } from '../flow-name';
import { flowTexts } from '../flow-texts';
import { SimulatorSection, type SimulatorState } from '../simulator/simulator-section';
import { triggerTexts } from '../trigger-texts';
import { DiagramSection } from './diagram-section';
import { VersionsSection } from './versions-section';

/** One version of a flow: its state, diagram, issues, simulator and versions. */
export function FlowPage({
  view,
  seen,
  done,
  simulator,
}: {
  view: View;
  seen: FlowDetails;
  done: string | undefined;
  simulator: SimulatorState;
}) {
  const t = flowTexts[view.language];
  const { flow, version, definition, issues } = seen;
  const path = `/account/profile/flows/${flow.key}`;
  return (
    <PageLayout view={view} title={flowNameIn(view.language, flow)} navSection="flows">
      <DoneNotice texts={setUpTexts[view.language].done} code={done} />
      {version !== flow.version && (
        <p class="notice warn">
          {t.older(version, flow.version)} <a href={path}>{t.toCurrent}</a>
        </p>
      )}
      <div class="card">
        <dl class="facts">
          <dt>{t.key}</dt>
          <dd>
            <code>{flow.key}</code>
          </dd>
          <dt>{t.trigger}</dt>
          <dd>{triggerTexts[view.language][flow.triggerOn] ?? flow.triggerOn}</dd>
          <dt>{t.version}</dt>
          <dd>{flow.version}</dd>
          <dt>{t.state}</dt>
          <dd class={flow.active ? 'state done' : 'state warning'}>{flow.active ? t.active : t.inactive}</dd>
        </dl>
        {view.may('settings:write') && (
          <Form view={view} action={`${path}/active`}>
            <input type="hidden" name="active" value={String(!flow.active)} />
            <button class="quiet" aria-describedby={flow.active ? 'deactivate-hint' : undefined}>
              {flow.active ? t.deactivate : t.activate}
            </button>
            {flow.active && (
              <p id="deactivate-hint" class="hint">
                {t.deactivateHint}
              </p>
            )}
          </Form>
        )}
        {view.may('requests:read') && (
          <p>
            <a href={`/account/profile/requests?flow=${flow.key}`}>{t.requests}</a>
          </p>
        )}
        <p>
          <a href="/account/profile/flows">{t.all}</a>
        </p>
      </div>
      <section id="findings" aria-labelledby="findings-title">
        <h2 id="findings-title">{t.issues}</h2>
        {issues.length === 0 ? <p>{t.noIssues}</p> : <FlowIssues view={view} definition={definition} issues={issues} />}
        {version === flow.version && view.may('settings:write') && (
          <Form view={view} action={`${path}/check#findings`}>
            <button class="quiet" aria-describedby="check-hint">
              {t.check}
            </button>
            <p id="check-hint" class="hint">
              {t.checkHint}
            </p>
          </Form>
        )}
      </section>
      <DiagramSection view={view} seen={seen} />
      {version === flow.version && <SimulatorSection view={view} seen={seen} state={simulator} />}
      <VersionsSection view={view} seen={seen} />
    </PageLayout>
  );
}
