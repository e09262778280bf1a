import { GuideLink } from '../../components/guide-link';
import type { FormErrors } from '../../forms/form-errors';
import type { View } from '../../view/view';
import { ChangeForm } from '../change-form';
import { CreateForm } from '../create-form';
import { DisconnectLink } from '../disconnect/disconnect-link';
import { setUpTexts } from '../set-up-texts';
import { ConnectSteps } from '../steps/connect-steps';
import { Guide } from '../steps/guide';
import { PausedNotice } from './paused-notice';
import { ShopChecklist } from './shop-checklist';
import { ShopifyFields } from './shopify-fields';
import { SHOPIFY_FORM } from './shopify-form';
import { shopifyGuide } from './shopify-guide';
import { shopifyTexts } from './shopify-texts';
import type { StoreView } from './store-view';
import { WebhookAddressList } from './webhook-address-list';

const GUIDE = 'connect-shopify';

function ShopCard({ view, store, formErrors }: { view: View; store: StoreView; formErrors: FormErrors | null }) {
  const t = shopifyTexts[view.language];
  const { storeId, name, shopifyStoreName } = store.row;
  const form = `store-${storeId}`;
  const path = `/account/profile/stores/${storeId}`;
  return (
    <article id={storeId} aria-labelledby={`${form}-title`}>
      <h3 id={`${form}-title`}>
        <bdi>{name}</bdi>{' '}
        <span class="hint">
          <bdi>{shopifyStoreName}.myshopify.com</bdi>
        </span>
      </h3>
      <PausedNotice view={view} store={store.row} />
      <ShopChecklist view={view} store={store.row} />
      <ChangeForm
        view={view}
        form={form}
        path={path}
        name={name}
        summary={setUpTexts[view.language].otherSettings}
        formErrors={formErrors}
        extraActions={
          <>
            <details>
              <summary>{t.byHand}</summary>
              <WebhookAddressList view={view} store={store} />
            </details>
            <DisconnectLink view={view} path={path} name={name} />
          </>
        }
      >
        <ShopifyFields view={view} form={form} store={store.presented} formErrors={formErrors} />
      </ChangeForm>
    </article>
  );
}

/** `#shopify`: each store with its steps, and the steps that connect another: two in Shopify, then a form for what they give. */
export function ShopifySection({
  view,
  stores,
  more,
  formErrors,
}: {
  view: View;
  stores: StoreView[];
  more: boolean;
  formErrors: FormErrors | null;
}) {
  const t = shopifyTexts[view.language];
  const common = setUpTexts[view.language];
  const isFirst = stores.length === 0;
  const guide = shopifyGuide[view.language];
  return (
    <section id="shopify" aria-labelledby="shopify-title">
      <h2 id="shopify-title">{t.title}</h2>
      {isFirst && <p>{t.intro}</p>}
      <GuideLink view={view} name="shopify" />
      {isFirst && !view.may('settings:write') && <p>{t.none}</p>}
      {stores.map((store) => (
        <ShopCard view={view} store={store} formErrors={formErrors} />
      ))}
      {more && <p class="hint">{common.more}</p>}
      {view.may('settings:write') && (
        <ConnectSteps
          id="another-shop"
          title={isFirst ? t.connectFirst : t.connect}
          isFirst={isFirst}
          isRefused={formErrors?.form === SHOPIFY_FORM}
        >
          <Guide view={view} id={GUIDE} steps={guide} isOpen={isFirst && formErrors?.form !== SHOPIFY_FORM} />
          <CreateForm
            view={view}
            form={SHOPIFY_FORM}
            path="/account/profile/stores/shopify"
            summary={`${guide.length + 1}. ${common.paste}`}
            title={t.title}
            group={GUIDE}
            isOpen={false}
            labels={{
              shopify_store_name: t.storeName,
              shopify_client_id: t.clientId,
              shopify_client_secret: t.clientSecret,
              shopify_token_app: t.token,
              shopify_webhook_secret: t.webhookSecret,
            }}
            formErrors={formErrors}
          >
            <ShopifyFields view={view} form={SHOPIFY_FORM} store={null} formErrors={formErrors} />
          </CreateForm>
        </ConnectSteps>
      )}
    </section>
  );
}
