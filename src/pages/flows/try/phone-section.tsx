import type { Flow } from '../../../db/flows/flows';
import type { FirstMessage } from '../../../domain/flow-trials/first-message';
import { displayMoney } from '../../format/display-money';
import { Field } from '../../forms/field';
import { Form } from '../../forms/form';
import type { FormErrors } from '../../forms/form-errors';
import type { View } from '../../view/view';
import { flowPath } from '../flow-layout';
import { ChatPreview } from '../preview/chat-preview';
import { phoneTexts } from './phone-texts';

export const PHONE_FORM = 'phone';

/** Sends the first message of the flow to the merchant's own phone; the message and its price are shown before. */
export function PhoneSection({
  view,
  flow,
  first,
  formErrors,
}: {
  view: View;
  flow: Flow;
  first: FirstMessage;
  formErrors: FormErrors | null;
}) {
  const t = phoneTexts[view.language];
  const { preview, price, obstacle } = first;
  const ofBox = formErrors?.issues.some(({ path }) => path === '/own') ?? false;
  return (
    <section id={PHONE_FORM} aria-labelledby="phone-title">
      <h2 id="phone-title">{t.title}</h2>
      <p>{t.intro}</p>
      <div class="halves">
        {obstacle === null && <ChatPreview view={view} preview={preview} max={1} />}
        {obstacle !== null && (
          <p class="notice warn">
            {t.issue[obstacle]} {obstacle !== 'no_message' && <a href="/account/profile#whatsapp">{t.whatsapp}</a>}
          </p>
        )}
        {obstacle === null && view.may('settings:write') && (
          <Form view={view} action={`${flowPath(flow.key, 'try')}/phone#${PHONE_FORM}`} creates label={t.title}>
            {formErrors && (
              <p class="notice bad" role="alert">
                {t.refused}
              </p>
            )}
            <Field form={PHONE_FORM} name="to" label={t.to} hint={t.toHint} formErrors={formErrors} required isShort />
            <div class="choices">
              <label>
                <input
                  type="checkbox"
                  name="own"
                  value="yes"
                  checked={formErrors?.values.get('own') === 'yes'}
                  aria-describedby={ofBox ? 'phone-own-finding' : undefined}
                  aria-invalid={ofBox ? 'true' : undefined}
                />{' '}
                {t.own}
              </label>
            </div>
            {ofBox && (
              <p id="phone-own-finding" class="finding">
                {t.issue.own_phone}
              </p>
            )}
            <p class="notice">
              {price === null ? t.costUnknown : t.cost(displayMoney(view, price, view.account.currency))} {t.costMeta}{' '}
              {t.why}
            </p>
            <button>{t.send}</button>
          </Form>
        )}
      </div>
    </section>
  );
}
