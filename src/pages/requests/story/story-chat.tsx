import type { StoryRows } from '../../../db/pages/request-pages';
import type { RequestStoryEntry as Entry } from '../../../domain/requests/story-of';
import { isId } from '../../../shared/crypto/ids';
import { OPT_OUT_STEP } from '../../../shared/flows/opt-out-step';
import { textOrNull } from '../../../shared/json/read-json';
import { ErrorReason } from '../../components/error-reason';
import { UserText } from '../../components/user-text';
import { displayLabel } from '../../format/display-label';
import { labelTexts } from '../../format/label-texts';
import { Time } from '../../format/time';
import type { View } from '../../view/view';
import { outcomeTexts } from '../outcome-texts';
import { stepErrorOf } from './step-error';
import { StoryMessage } from './story-message';
import { StoryPush } from './story-push';
import { storyTexts } from './story-texts';

/** Kinds of steps that a merchant sees as something that happened; others are seen while they wait or when they fail. */
const EVENTS = ['trigger', 'hand_over', 'start_flow', 'end', 'question'];

/** Returns whether an entry belongs to the chat; the technical details have every entry. */
const isInChat = ({ kind, status, message, push }: Entry): boolean =>
  message !== null || push !== null || status === 'failed' || status === 'waiting' || EVENTS.includes(kind);

/** The customer's wish for no more messages. */
function OptOut({ view, at }: { view: View; at: number }) {
  return (
    <div class="event">
      <p>
        <strong>{storyTexts[view.language].optedOut}</strong>{' '}
        <span class="hint">
          <Time view={view} ms={at} />
        </span>
      </p>
    </div>
  );
}

/** Something that happened beside the messages. */
function ChatEvent({ view, entry }: { view: View; entry: Entry }) {
  const t = storyTexts[view.language];
  const words = labelTexts[view.language];
  const { kind, status, detail, deadline, startedAt, push } = entry;
  // An update that has arrived since has mended its step.
  const hasFailed = status === 'failed' && push?.row.state !== 'delivered';
  const failure = hasFailed ? stepErrorOf(detail) : null;
  const [held, note, outcome] = [detail.held, detail.note, detail.outcome].map(textOrNull);
  const started = textOrNull(detail.request_id);
  return (
    <div class={`event ${hasFailed ? 'failed' : ''}`}>
      <p>
        <strong>{displayLabel(words.step, kind)}</strong>
        {kind === 'end' && outcome && (
          <>
            : <bdi>{displayLabel(outcomeTexts[view.language], outcome)}</bdi>
          </>
        )}{' '}
        <span class="hint">
          <Time view={view} ms={startedAt} />
          {status === 'waiting' && deadline !== null && (
            <>
              {' '}
              {t.until} <Time view={view} ms={deadline} />
            </>
          )}
        </span>
      </p>
      {held && status === 'waiting' && <p>{displayLabel(words.held, held)}</p>}
      {kind === 'get_object' && detail.found === false && <p>{t.notFound}</p>}
      {kind === 'hand_over' && note && <UserText text={note} label={t.note} />}
      {kind === 'start_flow' && started !== null && isId('req', started) && (
        <p>
          <a href={`/account/profile/requests/${started}`}>{t.started}</a>
        </p>
      )}
      {failure && (
        <p class="finding">
          <ErrorReason view={view} {...failure} />
        </p>
      )}
      {push && <StoryPush view={view} push={push} />}
    </div>
  );
}

/** The story as a chat: messages on their sides, and between them what happened. */
export function StoryChat({
  view,
  story,
  steps,
  templates,
}: {
  view: View;
  story: Entry[];
  steps: StoryRows['links']['steps'];
  templates: StoryRows['templates'];
}) {
  // The customer may have said it to another request, or to Meta: then only the end of the wait shows it.
  const isOptOut = ({ message }: Entry): boolean => message?.row.step === OPT_OUT_STEP;
  const optedOutAt = story.some(isOptOut)
    ? null
    : (steps.find(({ result }) => result?.opted_out === 1)?.endedAt ?? null);
  const isBefore = ({ startedAt }: Entry): boolean => optedOutAt === null || startedAt < optedOutAt;
  const inChat = story.filter(isInChat);
  const row = (entry: Entry) => {
    const { message, status, kind, startedAt } = entry;
    const isOpen = status === 'waiting' || (status === 'failed' && message?.row.status !== 'failed');
    return (
      <li>
        {message && <StoryMessage view={view} message={message} templates={templates} />}
        {(!message || isOpen || kind === 'question') && <ChatEvent view={view} entry={entry} />}
        {isOptOut(entry) && <OptOut view={view} at={startedAt} />}
      </li>
    );
  };
  return (
    <ol class="story-chat">
      {inChat.filter(isBefore).map(row)}
      {optedOutAt !== null && (
        <li>
          <OptOut view={view} at={optedOutAt} />
        </li>
      )}
      {inChat.filter((entry) => !isBefore(entry)).map(row)}
    </ol>
  );
}
