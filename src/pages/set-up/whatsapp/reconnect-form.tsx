import { Field } from '../../forms/field';
import { Form } from '../../forms/form';
import { FormErrorSummary } from '../../forms/form-error-summary';
import type { FormErrors } from '../../forms/form-errors';
import type { View } from '../../view/view';
import { setUpTexts } from '../set-up-texts';
import { whatsappTexts } from './whatsapp-texts';

type ReconnectMember = 'access_token' | 'pin';

export const reconnectFormId = (channelId: string, member: ReconnectMember): string => `${member}-${channelId}`;

/** Asks for the one value that a connected number needs again. */
export function ReconnectForm({
  view,
  channelId,
  member,
  formErrors,
}: {
  view: View;
  channelId: string;
  member: ReconnectMember;
  formErrors: FormErrors | null;
}) {
  const t = whatsappTexts[view.language];
  const form = reconnectFormId(channelId, member);
  const [label, hint] = member === 'pin' ? [t.pinLabel, undefined] : [t.newToken, t.accessTokenHint];
  return (
    <>
      <FormErrorSummary
        form={form}
        formErrors={formErrors}
        title={setUpTexts[view.language].formErrorTitle}
        labels={{ [member]: label }}
      />
      <Form view={view} action={`/account/profile/channels/${channelId}/reconnect#${channelId}`}>
        <Field form={form} name={member} label={label} hint={hint} formErrors={formErrors} secret required />
        <button>{t.useIt}</button>
      </Form>
    </>
  );
}
