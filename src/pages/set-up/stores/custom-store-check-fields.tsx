import { Field } from '../../forms/field';
import { FormErrorSummary } from '../../forms/form-error-summary';
import type { FormErrors } from '../../forms/form-errors';
import type { View } from '../../view/view';
import { setUpTexts } from '../set-up-texts';
import { customStoreTexts } from './custom-store-texts';

/** Optional order ids for the check of the merchant's own service. */
export function CustomStoreCheckFields({
  view,
  storeId,
  formErrors,
}: {
  view: View;
  storeId: string;
  formErrors: FormErrors | null;
}) {
  const t = customStoreTexts[view.language];
  const field = { form: `check-${storeId}`, formErrors };
  return (
    <>
      <FormErrorSummary form={field.form} formErrors={formErrors} title={setUpTexts[view.language].formErrorTitle} />
      <div class="fields">
        <Field {...field} name="object" label={t.object} hint={t.objectHint} />
        <Field {...field} name="test_object" label={t.testObject} hint={t.testObjectHint} />
      </div>
    </>
  );
}
