import type { FlowDetails } from '../../../domain/flows/read-flow';
import type { Issue } from '../../../shared/errors/app-error';
import { Field } from '../../forms/field';
import { Form } from '../../forms/form';
import type { View } from '../../view/view';
import { ORDER_FIELDS, type OrderField } from './order-fields';
import { REPLY_ROWS } from './read-scenario';
import { ReplyFields } from './reply-fields';
import { simulatorTexts } from './simulator-texts';

const FORM_ID = 'simulate';

/** The form for the order, the customer and the time of a simulation, filled in with the submitted values. */
export function SimulatorForm({
  view,
  seen,
  values,
  issues,
}: {
  view: View;
  seen: FlowDetails;
  values: URLSearchParams;
  issues: Issue[];
}) {
  const t = simulatorTexts[view.language];
  const formErrors = { form: FORM_ID, issues, values, texts: t.issue };
  const ofMore = issues.filter(({ path }) => path === '/more');
  const isSilent = values.get('answers') === 'no';
  return (
    <Form view={view} action={`/account/profile/flows/${seen.flow.key}/simulate#simulator`} label={t.title}>
      <fieldset>
        <legend>{t.order}</legend>
        <p class="hint">{t.orderHint}</p>
        <div class="fields">
          {(Object.keys(ORDER_FIELDS) as OrderField[]).map((name) => (
            <Field form={FORM_ID} name={name} label={t.fields[name]} formErrors={formErrors} />
          ))}
        </div>
        <details open={ofMore.length > 0}>
          <summary>{t.more}</summary>
          <label for="simulate-more" class="visually-hidden">
            {t.more}
          </label>
          <textarea
            id="simulate-more"
            name="more"
            rows={6}
            spellcheck={false}
            dir="ltr"
            aria-describedby={`simulate-more-hint${ofMore.length > 0 ? ' simulate-more-finding' : ''}`}
            aria-invalid={ofMore.length > 0 ? 'true' : undefined}
          >
            {/* HTML ignores the first line break in a textarea. */}
            {`\n${values.get('more') ?? ''}`}
          </textarea>
          <p id="simulate-more-hint" class="hint">
            {t.moreHint}
          </p>
          {ofMore.length > 0 && (
            <p id="simulate-more-finding" class="finding">
              {t.issue.json}
            </p>
          )}
        </details>
        <Field form={FORM_ID} name="now" label={t.now} hint={t.nowHint} formErrors={formErrors} />
      </fieldset>
      <fieldset>
        <legend>{t.customer}</legend>
        <div class="choices">
          <label>
            <input type="radio" name="answers" value="yes" checked={!isSilent} /> {t.answers}
          </label>
          <label>
            <input type="radio" name="answers" value="no" checked={isSilent} /> {t.silent}
          </label>
        </div>
        <p class="hint">{t.afterHint}</p>
        {REPLY_ROWS.map((row) => (
          <ReplyFields view={view} form={FORM_ID} row={row} choices={seen.choices} formErrors={formErrors} />
        ))}
      </fieldset>
      <button>{t.submit}</button>
    </Form>
  );
}
