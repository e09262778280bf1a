import type { Child } from 'hono/jsx';
import type { LastCheck } from '../../../db/schema';
import { Time } from '../../format/time';
import { Form } from '../../forms/form';
import type { View } from '../../view/view';
import { type CheckTexts, checkTexts } from './check-texts';
import type { ChecklistStep } from './checklist-steps';
import { checklistTexts } from './checklist-texts';
import { describeCheck } from './describe-check';

const MARKS: Record<ChecklistStep['status'], string> = {
  passed: '✓',
  failed: '✗',
  warning: '!',
  skipped: '–',
  unknown: '·',
};

const lineOf = (texts: CheckTexts, status: ChecklistStep['status']): string =>
  status === 'failed' ? texts.failed : status === 'warning' ? (texts.warning ?? texts.failed) : texts.passed;

function Step({ view, id, step: { name, status, check } }: { view: View; id: string; step: ChecklistStep }) {
  const t = checklistTexts[view.language];
  const texts: CheckTexts = checkTexts[view.language][name];
  const found = check && describeCheck(view.language, check);
  return (
    <li class={status}>
      <span class="mark" aria-hidden="true">
        {MARKS[status]}
      </span>
      <div>
        <p>
          {lineOf(texts, status)} <span class="state">{t.status[status]}</span>
        </p>
        {(status === 'failed' || status === 'warning') && <p class="hint">{texts.remedy}</p>}
        {found !== null && (
          <details id={id}>
            <summary>{t.technical}</summary>
            <p class="hint" dir="auto">
              {found}
            </p>
          </details>
        )}
      </div>
    </li>
  );
}

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
  return (
    <div id={id}>
      <h4>{t.title}</h4>
      <ol class="checklist">
        {steps.map((step) => (
          <Step view={view} id={`${id}-${step.name}`} step={step} />
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
