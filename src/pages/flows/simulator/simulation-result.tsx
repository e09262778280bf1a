import { chatOf } from '../../../domain/simulation/chat-of';
import type { simulateFlow } from '../../../domain/simulation/simulate-flow';
import type { JsonValue } from '../../../shared/json/json';
import { Time } from '../../format/time';
import type { View } from '../../view/view';
import { FlowIssues } from '../flow-issues';
import { SimulatedCharges } from './simulated-charges';
import { SimulatedChat } from './simulated-chat';
import { SimulatedPushes } from './simulated-pushes';
import { simulatorTexts } from './simulator-texts';

export type SimulationRun = Awaited<ReturnType<typeof simulateFlow>>;

/** The result of a simulated run: chat, pushes, charges and outcome. */
export function SimulationResult({
  view,
  definition,
  run: { transcript, warnings, templates },
  rows,
}: {
  view: View;
  definition: JsonValue;
  run: SimulationRun;
  rows: number[];
}) {
  const t = simulatorTexts[view.language];
  const { status, outcome, error, path, note, endedAt, pushes, started, charges, unusedReplies } = transcript;
  const ofFlow = warnings.filter(({ code }) => code !== 'reply_unused');
  return (
    <div id="result" class="result">
      <h3>{t.result}</h3>
      <p
        role="status"
        class={status === 'completed' ? 'notice good' : status === 'failed' ? 'notice bad' : 'notice warn'}
      >
        {t.status[status]}
        {outcome !== null && (
          <>
            {' '}
            {t.outcome}: <bdi>{outcome}</bdi>
          </>
        )}
      </p>
      <dl class="facts">
        {error && (
          <>
            <dt>{t.error}</dt>
            <dd>
              {t.step} <bdi class="name">{error.step}</bdi>: <code>{error.code}</code>{' '}
              <span lang="en" dir="auto">
                {error.detail}
              </span>
            </dd>
          </>
        )}
        {note !== null && (
          <>
            <dt>{t.note}</dt>
            <dd dir="auto">{note}</dd>
          </>
        )}
        <dt>{t.ended}</dt>
        <dd>
          <Time view={view} ms={endedAt} />
        </dd>
        <dt>{t.path}</dt>
        <dd>
          <bdi>{path.join(' → ')}</bdi>
        </dd>
      </dl>
      {(ofFlow.length > 0 || unusedReplies.length > 0) && (
        <>
          <h4>{t.warnings}</h4>
          <FlowIssues view={view} definition={definition} issues={ofFlow} />
          <ul>
            {unusedReplies.map((position) => (
              <li>{t.unused(rows[position] ?? position + 1)}</li>
            ))}
          </ul>
        </>
      )}
      <h4>{t.chat}</h4>
      <SimulatedChat view={view} chat={chatOf(transcript, templates)} />
      <h4>{t.pushes}</h4>
      <SimulatedPushes view={view} pushes={pushes} />
      {started.length > 0 && (
        <>
          <h4>{t.started}</h4>
          <ul>
            {started.map(({ flow, at }) => (
              <li>
                <a href={`/account/profile/flows/${flow}`}>{flow}</a> <Time view={view} ms={at} />
              </li>
            ))}
          </ul>
        </>
      )}
      <h4>{t.charges}</h4>
      <SimulatedCharges view={view} charges={charges} />
    </div>
  );
}
