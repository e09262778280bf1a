import type { FlowSeen } from '../../../../../domain/flows/read-flow';
import type { Finding } from '../../../../../shared/failure';
import { Field } from '../../layout/field';
import { Form } from '../../layout/form';
import type { View } from '../../layout/view';
import { ORDER_FIELDS, type OrderField } from './order-fields';
import { REPLY_ROWS } from './read-scenario';
import { ReplyFields } from './reply-fields';
import { simulatorTexts } from './texts';

const FORM = 'simulate';

/** The order, the customer and the time of a simulation; everything that was given stands in it again. */
export function SimulatorForm({
  view,
  seen,
  given,
  findings,
}: {
  view: View;
  seen: FlowSeen;
  given: URLSearchParams;
  findings: Finding[];
}) {
  const t = simulatorTexts[view.language];
  const refused = { form: FORM, findings, given, texts: t.finding };
  const ofMore = findings.filter(({ path }) => path === '/more');
  const isSilent = given.get('answers') === 'no';
  return (
    <Form view={view} action={`/account/profile/flows/${seen.flow.key}/simulate#simulator`} label={t.title}>
      <fieldset>
        <legend>{t.order}</legend>
        <p class="hint">{t.orderHint}</p>
        <div class="fields">
          {(Object.keys(ORDER_FIELDS) as OrderField[]).map((name) => (
            <Field form={FORM} name={name} label={t.fields[name]} refused={refused} />
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
            {/* A first line break of a textarea is not read as one. */}
            {`\n${given.get('more') ?? ''}`}
          </textarea>
          <p id="simulate-more-hint" class="hint">
            {t.moreHint}
          </p>
          {ofMore.length > 0 && (
            <p id="simulate-more-finding" class="finding">
              {t.finding.json}
            </p>
          )}
        </details>
        <Field form={FORM} name="now" label={t.now} hint={t.nowHint} refused={refused} />
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
          <ReplyFields view={view} form={FORM} row={row} choices={seen.choices} refused={refused} />
        ))}
      </fieldset>
      <button>{t.submit}</button>
    </Form>
  );
}
