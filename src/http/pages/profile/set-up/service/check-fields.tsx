import { Field } from '../../layout/field';
import type { View } from '../../layout/view';
import { serviceTexts } from './texts';

/** By which orders a check of the merchant's own system is made; none has to be given. */
export function CheckFields({ view, idStore }: { view: View; idStore: string }) {
  const t = serviceTexts[view.language];
  const field = { form: `check-${idStore}`, refused: null };
  return (
    <div class="fields">
      <Field {...field} name="object" label={t.object} hint={t.objectHint} />
      <Field {...field} name="test_object" label={t.testObject} hint={t.testObjectHint} />
    </div>
  );
}
