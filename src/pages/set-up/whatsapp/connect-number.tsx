import { Field } from '../../forms/field';
import type { FormErrors } from '../../forms/form-errors';
import type { View } from '../../view/view';
import { CreateForm } from '../create-form';
import { setUpTexts } from '../set-up-texts';
import { Guide } from '../steps/guide';
import { CONNECT_FORM } from './connect-form';
import { whatsappGuide } from './whatsapp-guide';
import { whatsappTexts } from './whatsapp-texts';

const GUIDE = 'connect-whatsapp';

/** The steps from nothing to a connected number: two at Meta, then a form for what they give. */
export function ConnectNumber({
  view,
  isFirst,
  formErrors,
}: {
  view: View;
  isFirst: boolean;
  formErrors: FormErrors | null;
}) {
  const t = whatsappTexts[view.language];
  const guide = whatsappGuide[view.language];
  const field = { form: CONNECT_FORM, formErrors };
  return (
    <>
      <Guide view={view} id={GUIDE} steps={guide} isOpen={isFirst && formErrors?.form !== CONNECT_FORM} />
      <CreateForm
        view={view}
        form={CONNECT_FORM}
        path="/account/profile/channels/connect"
        summary={`${guide.length + 1}. ${setUpTexts[view.language].paste}`}
        title={t.title}
        group={GUIDE}
        isOpen={false}
        labels={{ app_id: t.appId, app_secret: t.appSecret, access_token: t.accessToken, pin: t.pinLabel }}
        formErrors={formErrors}
      >
        <Field {...field} name="app_id" label={t.appId} hint={t.appIdHint} required />
        <Field {...field} name="app_secret" label={t.appSecret} hint={t.appSecretHint} secret required />
        <Field {...field} name="access_token" label={t.accessToken} hint={t.accessTokenHint} secret required />
        <Field {...field} name="pin" label={t.pin} hint={t.pinHint} secret />
      </CreateForm>
    </>
  );
}
