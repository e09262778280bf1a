import type { StoryRows } from '../../../db/request-pages';
import type { RequestStoryEntry as Entry } from '../../../domain/requests/story-of';
import { isId } from '../../../shared/ids';
import { isJsonObject, type JsonObject } from '../../../shared/json';
import { textOrNull } from '../../../shared/read-json';
import { ErrorReason } from '../../components/error-reason';
import { JsonDetails } from '../../components/json-details';
import { UserText } from '../../components/user-text';
import { displayLabel } from '../../format/display-label';
import { displayMoney } from '../../format/display-money';
import { labelTexts } from '../../format/label-texts';
import { Time } from '../../format/time';
import type { View } from '../../view/view';
import { StoryMessage } from './story-message';
import { StoryPush } from './story-push';
import { storyTexts } from './story-texts';

/** Returns the error of a failed step. */
function stepErrorOf({ code, error }: JsonObject): { code: string; detail: string | null } | null {
  const of = isJsonObject(error) ? error : { code: code ?? null, detail: null };
  const errorCode = textOrNull(of.code);
  return errorCode === null ? null : { code: errorCode, detail: textOrNull(of.detail) };
}

/** The main facts of a step's record; the rest is in its details. */
function StepFacts({ view, entry: { kind, status, detail, charge } }: { view: View; entry: Entry }) {
  const t = storyTexts[view.language];
  const words = labelTexts[view.language];
  const failure = stepErrorOf(detail);
  const [held, note, goto, outcome] = [detail.held, detail.note, detail.goto, detail.outcome].map(textOrNull);
  const started = textOrNull(detail.request_id);
  return (
    <>
      {charge && (
        <p>
          {displayLabel(words.charge, charge.kind)}: {displayMoney(view, charge.amount, charge.currency)}
        </p>
      )}
      {kind === 'get_object' && status === 'done' && detail.found === false && <p>{t.notFound}</p>}
      {held && status === 'waiting' && <p>{displayLabel(words.held, held)}</p>}
      {kind === 'hand_over' && note && <UserText text={note} label={t.note} />}
      {kind === 'branch' && goto && (
        <p>
          {t.goto} <bdi>{goto}</bdi>
        </p>
      )}
      {kind === 'end' && outcome && (
        <p>
          {t.outcome}: <bdi>{outcome}</bdi>
        </p>
      )}
      {kind === 'start_flow' && started !== null && isId('req', started) && (
        <p>
          <a href={`/account/profile/requests/${started}`}>{t.started}</a>
        </p>
      )}
      {status === 'failed' && failure && (
        <p class="finding">
          <ErrorReason view={view} {...failure} />
        </p>
      )}
    </>
  );
}

const STATUS_CLASSES: Record<Entry['status'], string> = {
  running: 'waiting',
  waiting: 'waiting',
  done: 'done',
  failed: 'failed',
  skipped: '',
};

/** One entry of a request's story. */
export function StoryEntry({
  view,
  entry,
  templates,
}: {
  view: View;
  entry: Entry;
  templates: StoryRows['templates'];
}) {
  const t = storyTexts[view.language];
  const words = labelTexts[view.language];
  const { step, iteration, kind, status, deadline, startedAt, message, push, detail } = entry;
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
            <span class={`state ${STATUS_CLASSES[status]}`}>{words.stepStatus[status]}</span>
          </>
        )}
        {status === 'waiting' && deadline !== null && (
          <>
            {' '}
            {t.until} <Time view={view} ms={deadline} />
          </>
        )}
      </p>
      <StepFacts view={view} entry={entry} />
      {message && <StoryMessage view={view} message={message} templates={templates} />}
      {push && <StoryPush view={view} push={push} />}
      {view.role !== 'viewer' && <JsonDetails id={`detail-${step}-${iteration}`} title={t.details} value={detail} />}
    </li>
  );
}
