import { Field } from '../../layout/field';
import { Findings } from '../../layout/findings';
import type { Refused } from '../../layout/refused';
import type { View } from '../../layout/view';
import { setUpTexts } from '../texts';
import { serviceTexts } from './texts';

/** By which orders a check of the merchant's own system is made; none has to be given. */
export function CheckFields({ view, idStore, refused }: { view: View; idStore: string; refused: Refused | null }) {
  const t = serviceTexts[view.language];
  const field = { form: `check-${idStore}`, refused };
  return (
    <>
      <Findings form={field.form} refused={refused} title={setUpTexts[view.language].refused} />
      <div class="fields">
        <Field {...field} name="object" label={t.object} hint={t.objectHint} />
        <Field {...field} name="test_object" label={t.testObject} hint={t.testObjectHint} />
      </div>
    </>
  );
}
