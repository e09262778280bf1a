import type { RequestRow } from '../../../db/requests/requests';
import type { RequestStoryEntry as Entry } from '../../../domain/requests/story-of';
import { textOrNull } from '../../../shared/json/read-json';
import { JsonDetails } from '../../components/json-details';
import { displayLabel } from '../../format/display-label';
import { displayMoney } from '../../format/display-money';
import { labelTexts } from '../../format/label-texts';
import { Time } from '../../format/time';
import type { View } from '../../view/view';
import { stepErrorOf } from './step-error';
import { storyTexts } from './story-texts';

const STATUS_CLASSES: Record<Entry['status'], string> = {
  running: 'waiting',
  waiting: 'waiting',
  done: 'done',
  failed: 'failed',
  skipped: '',
};

/** One entry of the log, with its names and codes. */
function TechnicalEntry({ view, entry }: { view: View; entry: Entry }) {
  const t = storyTexts[view.language];
  const words = labelTexts[view.language];
  const { step, iteration, kind, status, startedAt, detail, charge, push } = entry;
  const failure = status === 'failed' ? stepErrorOf(detail) : null;
  const goto = textOrNull(detail.goto);
  return (
    <li class={`entry ${STATUS_CLASSES[status]}`}>
      <h3>
        <bdi>{displayLabel(words.step, kind)}</bdi>
      </h3>
      <p class="hint">
        <Time view={view} ms={startedAt} />
        {step !== null && (
          <>
            {' · '}
            {t.step} <code>{step}</code>
            {' · '}
            {words.stepStatus[status]}
          </>
        )}
      </p>
      {charge && (
        <p>
          {displayLabel(words.charge, charge.kind)}: {displayMoney(view, charge.amount, charge.currency)}
        </p>
      )}
      {kind === 'branch' && goto && (
        <p>
          {t.goto} <bdi>{goto}</bdi>
        </p>
      )}
      {failure && (
        <p>
          <code>{failure.code}</code> {failure.detail && <bdi lang="en">{failure.detail}</bdi>}
        </p>
      )}
      <JsonDetails id={`detail-${step}-${iteration}`} title={t.details} value={detail} />
      {push && <JsonDetails id={`pushed-${push.row.pushId}`} title={t.pushed} value={push.row.variables} />}
    </li>
  );
}

/** `#technical`, folded: every step with its names, codes and data, for whoever looks for a cause. */
export function StoryTechnical({ view, request, story }: { view: View; request: RequestRow; story: Entry[] }) {
  const t = storyTexts[view.language];
  return (
    <details id="technical" class="card">
      <summary>{t.technical}</summary>
      <dl class="facts">
        <dt>ID</dt>
        <dd>
          <code>{request.requestId}</code>
        </dd>
        <dt>{t.flow}</dt>
        <dd>
          <code>{request.flow}</code> ({t.version} {request.flowVersion})
        </dd>
        {request.outcome !== null && (
          <>
            <dt>{t.outcome}</dt>
            <dd>
              <code dir="auto">{request.outcome}</code>
            </dd>
          </>
        )}
      </dl>
      <JsonDetails id="variables" title={t.variables} value={request.variables} />
      <ol class="timeline">
        {story.map((entry) => (
          <TechnicalEntry view={view} entry={entry} />
        ))}
      </ol>
    </details>
  );
}
