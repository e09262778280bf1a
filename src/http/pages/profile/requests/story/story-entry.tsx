import type { StoryRows } from '../../../../../db/request-pages';
import type { StoryEntry as Entry } from '../../../../../domain/requests/story-of';
import { isId } from '../../../../../shared/ids';
import { isJsonObject, type JsonObject } from '../../../../../shared/json';
import { JsonDetails } from '../../layout/json-details';
import { Reason } from '../../layout/reason';
import { Said } from '../../layout/said';
import { showMoney } from '../../layout/show-money';
import { Time } from '../../layout/time';
import type { View } from '../../layout/view';
import { wordOf } from '../../layout/word-of';
import { wordTexts } from '../../layout/word-texts';
import { StoryMessage } from './story-message';
import { StoryPush } from './story-push';
import { storyTexts } from './texts';

const textOf = (value: unknown): string | null => (typeof value === 'string' && value !== '' ? value : null);

/** Why a step failed, by its code. */
function failureOf({ code, error }: JsonObject): { code: string; detail: string | null } | null {
  const of = isJsonObject(error) ? error : { code: code ?? null, detail: null };
  const named = textOf(of.code);
  return named === null ? null : { code: named, detail: textOf(of.detail) };
}

/** What the step's own record says that everybody wants to know; the rest of it is in the details. */
function Told({ view, entry: { kind, status, detail, charge } }: { view: View; entry: Entry }) {
  const t = storyTexts[view.language];
  const words = wordTexts[view.language];
  const failure = failureOf(detail);
  const [held, note, goto, outcome] = [detail.held, detail.note, detail.goto, detail.outcome].map(textOf);
  const started = textOf(detail.request_id);
  return (
    <>
      {charge && (
        <p>
          {wordOf(words.charge, charge.kind)}: {showMoney(view, charge.amount, charge.currency)}
        </p>
      )}
      {kind === 'get_object' && status === 'done' && detail.found === false && <p>{t.notFound}</p>}
      {held && status === 'waiting' && <p>{wordOf(words.held, held)}</p>}
      {kind === 'hand_over' && note && <Said text={note} label={t.note} />}
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
          <Reason view={view} {...failure} />
        </p>
      )}
    </>
  );
}

const LOOKS: Record<Entry['status'], string> = {
  running: 'waiting',
  waiting: 'waiting',
  done: 'done',
  failed: 'failed',
  skipped: '',
};

/** One thing that happened to a request. */
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
  const words = wordTexts[view.language];
  const { step, visit, kind, status, deadline, startedAt, message, push, detail } = entry;
  return (
    <li class={`entry ${LOOKS[status]}`}>
      <h3>
        <bdi>{wordOf(words.step, kind)}</bdi>
      </h3>
      <p class="hint">
        <Time view={view} ms={startedAt} />
        {step !== null && (
          <>
            {' · '}
            {t.step} <code>{step}</code>
            {' · '}
            <span class={`state ${LOOKS[status]}`}>{words.stepStatus[status]}</span>
          </>
        )}
        {status === 'waiting' && deadline !== null && (
          <>
            {' '}
            {t.until} <Time view={view} ms={deadline} />
          </>
        )}
      </p>
      <Told view={view} entry={entry} />
      {message && <StoryMessage view={view} message={message} templates={templates} />}
      {push && <StoryPush view={view} push={push} />}
      <JsonDetails id={`detail-${step}-${visit}`} title={t.details} value={detail} />
    </li>
  );
}
