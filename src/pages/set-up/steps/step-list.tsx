import { liveAttributes } from '../../components/live-attributes';
import { Time } from '../../format/time';
import { Form } from '../../forms/form';
import type { View } from '../../view/view';
import { stepListTexts } from './step-list-texts';
import { isOpen, type StepView } from './step-view';

type Look = {
  mark: string;
  name: 'passed' | 'failed' | 'warning' | 'unknown';
  state: keyof typeof stepListTexts.en.state;
};

function lookOf({ state, isUnknown, isOptional }: StepView): Look {
  if (state === 'done') return { mark: '✓', name: 'passed', state: 'done' };
  if (state === 'failed') return { mark: '✗', name: 'failed', state: 'failed' };
  if (isUnknown) return { mark: '·', name: 'unknown', state: 'new' };
  if (isOptional) return { mark: '–', name: 'unknown', state: 'optional' };
  return { mark: '!', name: 'warning', state };
}

/** The details of one list close each other. */
function Step({ view, list, step, isFirst }: { view: View; list: string; step: StepView; isFirst: boolean }) {
  const t = stepListTexts[view.language];
  const { mark, name, state } = lookOf(step);
  const head = (
    <>
      {step.line} <span class="state">{step.waitsFor ?? t.state[state]}</span>
    </>
  );
  return (
    <li class={name}>
      <span class="mark" aria-hidden="true">
        {mark}
      </span>
      {step.cure === null ? (
        <p>{head}</p>
      ) : (
        <details id={`${list}-${step.id}`} name={list} open={isFirst}>
          <summary>{head}</summary>
          <p>{step.cure}</p>
          {step.action}
          {step.link !== null && (
            <p>
              <a href={step.link} target="_blank" rel="noreferrer">
                {step.linkLabel}
              </a>
            </p>
          )}
          {step.detail !== null && (
            <p class="hint">
              {t.detail}: <bdi lang="en">{step.detail}</bdi>
            </p>
          )}
        </details>
      )}
    </li>
  );
}

/**
 * The steps of connecting a shop or a number, of which the first open one is unfolded, and the button that checks and repairs them.
 * With `isLive` it refreshes itself from `${path}/checklist`.
 */
export function StepList({
  view,
  id,
  path,
  name,
  title,
  steps,
  checkedAt,
  action,
  isLive,
}: {
  view: View;
  id: string;
  path: string;
  /** The name of the resource. */
  name: string;
  title: string;
  steps: StepView[];
  checkedAt: number | null;
  /** The text of the button. */
  action: string;
  isLive: boolean;
}) {
  const t = stepListTexts[view.language];
  // A recommended step counts once it is done, so that the number is that of the ticks.
  const counted = steps.filter(({ isOptional, state }) => !isOptional || state === 'done');
  const done = counted.filter(({ state }) => state === 'done').length;
  // What a person can do comes before what only takes time.
  const open = steps.filter((step) => isOpen(step) && step.cure !== null);
  const first = steps.find(({ isRefused }) => isRefused) ?? open.find(({ state }) => state !== 'waiting') ?? open.at(0);
  const said = t.progress(done, counted.length);
  return (
    <div id={id} {...liveAttributes(isLive ? `${path}/checklist` : null, 4_000, said)}>
      <div class="heading-line">
        <h4>{title}</h4>
        <p>
          <progress value={done} max={counted.length} aria-labelledby={`${id}-progress`} />{' '}
          <span id={`${id}-progress`}>{said}</span>
        </p>
      </div>
      <ol class="checklist">
        {steps.map((step) => (
          <Step view={view} list={id} step={step} isFirst={step === first} />
        ))}
      </ol>
      {view.may('settings:write') && (
        <Form view={view} action={`${path}/set-up`}>
          <button class={steps.some(isOpen) ? undefined : 'quiet'}>
            {action}
            <span class="visually-hidden"> {name}</span>
          </button>
        </Form>
      )}
      <p class="hint">
        {checkedAt === null ? (
          t.never
        ) : (
          <>
            {t.checkedAt} <Time view={view} ms={checkedAt} />
          </>
        )}
      </p>
    </div>
  );
}
