import type { FlowSeen } from '../../../../domain/flows/read-flow';
import { DoneNotice } from '../layout/done-notice';
import { Form } from '../layout/form';
import { Page } from '../layout/page';
import type { View } from '../layout/view';
import { setUpTexts } from '../set-up/texts';
import { Diagram } from './diagram';
import { FlowFindings } from './flow-findings';
import { type Simulated, Simulator } from './simulator/simulator';
import { flowTexts } from './texts';
import { triggerTexts } from './trigger-texts';
import { Versions } from './versions';

/** One version of a flow: its state, diagram, findings, simulator and versions. */
export function FlowPage({
  view,
  seen,
  done,
  simulated,
}: {
  view: View;
  seen: FlowSeen;
  done: string | undefined;
  simulated: Simulated;
}) {
  const t = flowTexts[view.language];
  const { flow, version, definition, findings } = seen;
  const path = `/account/profile/flows/${flow.key}`;
  return (
    <Page view={view} title={flow.name} place="setUp">
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
          <a href="/account/profile#flows">{t.all}</a>
        </p>
      </div>
      <section id="findings" aria-labelledby="findings-title">
        <h2 id="findings-title">{t.findings}</h2>
        {findings.length === 0 ? (
          <p>{t.noFindings}</p>
        ) : (
          <FlowFindings view={view} definition={definition} findings={findings} />
        )}
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
      <Diagram view={view} seen={seen} />
      {version === flow.version && <Simulator view={view} seen={seen} simulated={simulated} />}
      <Versions view={view} seen={seen} />
    </Page>
  );
}
