import type { StoryRows } from '../../../db/request-pages';
import type { RequestRow } from '../../../db/requests';
import { displayLabel } from '../../format/display-label';
import { labelTexts } from '../../format/label-texts';
import { Form } from '../../forms/form';
import { SelectField } from '../../forms/select-field';
import type { View } from '../../view/view';
import { nextStep, stepsOf } from '../steps-of-version';
import { storyTexts } from './story-texts';

/** The actions on a request that has not ended. */
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
  const words = labelTexts[view.language];
  const steps = stepsOf(version);
  const base = `/account/profile/requests/${request.requestId}`;
  return (
    <>
      {request.waitingFor === 'person' && (
        <Form view={view} action={`${base}/resume`} label={t.resume}>
          <p>{t.resumeHint}</p>
          <SelectField
            id="resume-step"
            name="resume"
            label={t.resumeAt}
            options={steps.map(({ id, kind }) => ({ value: id, label: `${id} – ${displayLabel(words.step, kind)}` }))}
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
