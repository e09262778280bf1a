import { formatMoney } from '../../shared/numbers/money';
import { Field } from '../forms/field';
import { Form } from '../forms/form';
import { FormErrorSummary } from '../forms/form-error-summary';
import type { FormErrors } from '../forms/form-errors';
import type { View } from '../view/view';
import { overviewTexts } from './overview-texts';

export const RETURN_COST_FORM = 'return-cost';

/** Writes an amount as people of the language do, for them to change it. */
function writtenAmount({ language, account: { returnCost } }: View): string {
  if (returnCost === null) return '';
  const amount = formatMoney(returnCost, 2);
  return language === 'it' ? amount.replace('.', ',') : amount;
}

/** The form for what a return costs; hidden without `settings:write`. */
export function ReturnCostForm({ view, formErrors }: { view: View; formErrors: FormErrors | null }) {
  if (!view.may('settings:write')) return null;
  const t = overviewTexts[view.language].returns;
  const label = t.cost(view.account.currency);
  return (
    <div id={RETURN_COST_FORM}>
      <FormErrorSummary
        form={RETURN_COST_FORM}
        formErrors={formErrors}
        title={t.formErrorTitle}
        labels={{ return_cost: label }}
      />
      <Form view={view} action="/account/profile/overview/return-cost">
        <Field
          form={RETURN_COST_FORM}
          name="return_cost"
          label={label}
          hint={t.costHint}
          formErrors={formErrors}
          value={writtenAmount(view)}
          isShort
        />
        <button class="quiet">{t.save}</button>
      </Form>
    </div>
  );
}
