import type { Child } from 'hono/jsx';
import type { LastCheck } from '../../../../../db/schema';
import { Form } from '../../layout/form';
import { liveFrom } from '../../layout/live';
import { Time } from '../../layout/time';
import type { View } from '../../layout/view';
import { checkTexts } from './check-texts';
import { checklistTexts } from './checklist-texts';
import { isDone, type Step } from './steps';

const MARKS: Record<Step['status'], string> = { passed: '✓', failed: '✗', warning: '!', skipped: '–', unknown: '·' };

/** The steps of a set-up, each with its state and what to do. One that `isLive` is asked for again until all is done. */
export function Checklist({
  view,
  id,
  path,
  name,
  steps,
  last,
  isLive,
  children,
}: {
  view: View;
  id: string;
  path: string;
  /** Whose checklist it is. */
  name: string;
  steps: Step[];
  last: LastCheck | null;
  isLive: boolean;
  /** What a check can be told. */
  children?: Child;
}) {
  const t = checklistTexts[view.language];
  const texts = checkTexts[view.language];
  const working = steps.filter(({ status }) => status === 'passed').length;
  return (
    <div
      id={id}
      {...liveFrom(isLive && !isDone(steps) ? `${path}/checklist` : null, 4_000, t.said(working, steps.length))}
    >
      <h4>{t.title}</h4>
      <ol class="checklist">
        {steps.map(({ name: step, status, message }) => (
          <li class={status}>
            <span class="mark" aria-hidden="true">
              {MARKS[status]}
            </span>
            <div>
              <p>
                {texts[step].label}: <span class="state">{t.status[status]}</span>
              </p>
              {status !== 'passed' && status !== 'skipped' && <p class="hint">{texts[step].mend}</p>}
              {status !== 'passed' && message !== null && (
                <details id={`${id}-${step}`}>
                  <summary>{t.technical}</summary>
                  <p class="hint" lang="en">
                    {message}
                  </p>
                </details>
              )}
            </div>
          </li>
        ))}
      </ol>
      <p class="hint">
        {last === null ? (
          t.never
        ) : (
          <>
            {t.checkedAt} <Time view={view} ms={last.at} />
          </>
        )}
      </p>
      {view.may('settings:write') && (
        <Form view={view} action={`${path}/check`}>
          {children}
          <button class="quiet">
            {t.check}
            <span class="visually-hidden"> {name}</span>
          </button>
        </Form>
      )}
    </div>
  );
}
