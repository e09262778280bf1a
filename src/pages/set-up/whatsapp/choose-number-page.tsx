import type { FoundNumber } from '../../../domain/channels/set-up/find-numbers';
import { textOrNull } from '../../../shared/json/read-json';
import { Form } from '../../forms/form';
import { KEPT_FIELD } from '../../forms/kept-secrets';
import { PageLayout } from '../../layout/page-layout';
import type { View } from '../../view/view';
import { setUpTexts } from '../set-up-texts';
import { whatsappTexts } from './whatsapp-texts';

/** Asks which of the numbers that a token sees is to be connected; the form has kept the secrets. */
export function ChooseNumberPage({
  view,
  appId,
  kept,
  numbers,
}: {
  view: View;
  appId: string;
  kept: string;
  numbers: FoundNumber[];
}) {
  const t = whatsappTexts[view.language];
  return (
    <PageLayout view={view} title={t.chooseTitle} navSection="setUp">
      <div class="card">
        <Form view={view} action="/account/profile/channels/connect" creates>
          <input type="hidden" name="app_id" value={appId} />
          <input type="hidden" name={KEPT_FIELD} value={kept} />
          <p id="choose">{t.choose}</p>
          <div class="choices" role="radiogroup" aria-labelledby="choose">
            {numbers.map(({ phoneNumberId, fields }) => (
              <p>
                <label>
                  <input type="radio" name="phone_number_id" value={phoneNumberId} required />
                  <span>
                    <bdi>{textOrNull(fields.display_phone_number) ?? phoneNumberId}</bdi>{' '}
                    <bdi class="hint">{textOrNull(fields.verified_name)}</bdi>
                  </span>
                </label>
              </p>
            ))}
          </div>
          <button>{t.chooseButton}</button>
        </Form>
        <p>
          <a href="/account/profile#whatsapp">{setUpTexts[view.language].back}</a>
        </p>
      </div>
    </PageLayout>
  );
}
