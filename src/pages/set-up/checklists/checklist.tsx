import type { Child } from 'hono/jsx';
import type { LastCheck } from '../../../db/schema';
import { Time } from '../../format/time';
import { Form } from '../../forms/form';
import type { View } from '../../view/view';
import { checkTexts } from './check-texts';
import type { ChecklistStep } from './checklist-steps';
import { checklistTexts } from './checklist-texts';

const MARKS: Record<ChecklistStep['status'], string> = {
  passed: '✓',
  failed: '✗',
  warning: '!',
  skipped: '–',
  unknown: '·',
};

/** The checks of a merchant's own system: what each has shown, and the remedy where it failed. */
export function Checklist({
  view,
  id,
  path,
  name,
  steps,
  lastCheck,
  children,
}: {
  view: View;
  id: string;
  path: string;
  /** The name of the resource. */
  name: string;
  steps: ChecklistStep[];
  lastCheck: LastCheck | null;
  /** The input of the check. */
  children?: Child;
}) {
  const t = checklistTexts[view.language];
  const texts = checkTexts[view.language];
  return (
    <div id={id}>
      <h4>{t.title}</h4>
      <ol class="checklist">
        {steps.map(({ name: step, status, message }) => (
          <li class={status}>
            <span class="mark" aria-hidden="true">
              {MARKS[status]}
            </span>
            <div>
              <p>
                {status === 'failed' || status === 'warning' ? texts[step].failed : texts[step].passed}{' '}
                <span class="state">{t.status[status]}</span>
              </p>
              {(status === 'failed' || status === 'warning') && <p class="hint">{texts[step].remedy}</p>}
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
        {lastCheck === null ? (
          t.never
        ) : (
          <>
            {t.checkedAt} <Time view={view} ms={lastCheck.at} />
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
