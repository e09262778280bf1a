import type { presentChannel } from '../../../http/resources/channel';
import { Field } from '../../forms/field';
import type { FormErrors } from '../../forms/form-errors';
import type { View } from '../../view/view';
import { secretHint } from '../secret-hint';
import { whatsappTexts } from './whatsapp-texts';

/** The fields of a WhatsApp number; `channel` is null for a new one. */
export function ChannelFields({
  view,
  form,
  channel,
  formErrors,
}: {
  view: View;
  form: string;
  channel: Awaited<ReturnType<typeof presentChannel>> | null;
  formErrors: FormErrors | null;
}) {
  const t = whatsappTexts[view.language];
  const isNew = channel === null;
  const field = { form, formErrors };
  return (
    <>
      <Field {...field} name="name" label={t.name} value={channel?.name} required />
      <Field
        {...field}
        name="phone_number_id"
        label={t.phoneNumberId}
        hint={t.phoneNumberIdHint}
        value={channel?.phone_number_id}
        required
      />
      <Field {...field} name="waba_id" label={t.wabaId} hint={t.wabaIdHint} value={channel?.waba_id} required />
      <Field
        {...field}
        name="access_token"
        label={t.accessToken}
        hint={secretHint(view, channel?.access_token, t.accessTokenHint)}
        secret
        required={isNew}
      />
      <Field
        {...field}
        name="app_secret"
        label={t.appSecret}
        hint={secretHint(view, channel?.app_secret, t.appSecretHint)}
        secret
        required={isNew}
      />
    </>
  );
}
