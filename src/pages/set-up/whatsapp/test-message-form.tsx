import { Field } from '../../forms/field';
import { Form } from '../../forms/form';
import { FormErrorSummary } from '../../forms/form-error-summary';
import type { FormErrors } from '../../forms/form-errors';
import type { View } from '../../view/view';
import { setUpTexts } from '../set-up-texts';
import { whatsappTexts } from './whatsapp-texts';

/** The form that sends a test message to the merchant's own phone. */
export function TestMessageForm({
  view,
  channelId,
  formErrors,
}: {
  view: View;
  channelId: string;
  formErrors: FormErrors | null;
}) {
  const t = whatsappTexts[view.language];
  const form = `test-${channelId}`;
  return (
    <details id={`${form}-form`} open={formErrors?.form === form}>
      <summary>{t.test}</summary>
      <FormErrorSummary form={form} formErrors={formErrors} title={setUpTexts[view.language].formErrorTitle} />
      <Form view={view} action={`/account/profile/channels/${channelId}/test#${form}-form`} creates>
        <Field form={form} name="to" label={t.to} formErrors={formErrors} required />
        <Field form={form} name="text" label={t.text} hint={t.textHint} formErrors={formErrors} />
        <button>{t.send}</button>
      </Form>
    </details>
  );
}
