import type { StoryRows } from '../../../../../db/request-pages';
import type { RequestRow } from '../../../../../db/requests';
import { isJsonObject } from '../../../../../shared/json';
import { Choice } from '../../layout/choice';
import { Form } from '../../layout/form';
import type { View } from '../../layout/view';
import { wordOf } from '../../layout/word-of';
import { wordTexts } from '../../layout/word-texts';
import { storyTexts } from './texts';

type Step = { id: string; kind: string };

function stepsOf(version: StoryRows['version']): Step[] {
  const steps = version?.definition.steps;
  return (Array.isArray(steps) ? steps : []).flatMap((step) =>
    isJsonObject(step) && typeof step.id === 'string'
      ? { id: step.id, kind: typeof step.do === 'string' ? step.do : '' }
      : [],
  );
}

/** The step below the one that waits, which a person most often means. */
function nextStep(steps: Step[], openWait: string | null): string {
  const waiting = openWait?.replace(/-\d+$/, '');
  return steps[steps.findIndex(({ id }) => id === waiting) + 1]?.id ?? '';
}

/** What can be done to a request that has not ended. */
export function StoryActions({
  view,
  request,
  version,
}: {
  view: View;
  request: RequestRow;
  version: StoryRows['version'];
}) {
  const t = storyTexts[view.language];
  const words = wordTexts[view.language];
  const steps = stepsOf(version);
  const base = `/account/profile/requests/${request.requestId}`;
  return (
    <>
      {request.waitingFor === 'person' && (
        <Form view={view} action={`${base}/resume`} label={t.resume}>
          <p>{t.resumeHint}</p>
          <Choice
            id="resume-step"
            name="resume"
            label={t.resumeAt}
            options={steps.map(({ id, kind }) => ({ value: id, label: `${id} – ${wordOf(words.step, kind)}` }))}
            chosen={nextStep(steps, request.openWait)}
          />
          <button>{t.resume}</button>
        </Form>
      )}
      <details id="cancel">
        <summary>{t.cancel}</summary>
        <Form view={view} action={`${base}/cancel`}>
          <p>{t.cancelHint}</p>
          <button class="quiet danger">{t.cancel}</button>
        </Form>
      </details>
    </>
  );
}
