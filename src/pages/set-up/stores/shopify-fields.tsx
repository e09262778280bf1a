import { Field } from '../../forms/field';
import { secretHint } from '../secret-hint';
import { shopifyTexts } from './shopify-texts';
import type { StoreFieldsProps } from './store-fields-props';

/** The fields of a Shopify store; `store` is null for a new one. */
export function ShopifyFields({ view, form, store, formErrors }: StoreFieldsProps) {
  const t = shopifyTexts[view.language];
  const field = { form, formErrors };
  const isWrong = (member: string): boolean =>
    formErrors?.form === form && formErrors.issues.some(({ path }) => path === `/${member}`);
  const isOlder =
    store?.shopify_token_app.set === true || isWrong('shopify_token_app') || isWrong('shopify_webhook_secret');
  return (
    <>
      {store !== null && <Field {...field} name="name" label={t.name} value={store.name} />}
      <Field
        {...field}
        name="shopify_store_name"
        label={t.storeName}
        hint={t.storeNameHint}
        value={store?.shopify_store_name ?? ''}
        required
      />
      <Field
        {...field}
        name="shopify_client_id"
        label={t.clientId}
        hint={t.clientIdHint}
        value={store?.shopify_client_id ?? ''}
      />
      <Field
        {...field}
        name="shopify_client_secret"
        label={t.clientSecret}
        hint={secretHint(view, store?.shopify_client_secret, t.clientIdHint)}
        secret
      />
      <details open={isOlder}>
        <summary>{t.older}</summary>
        <Field
          {...field}
          name="shopify_token_app"
          label={t.token}
          hint={secretHint(view, store?.shopify_token_app, t.tokenHint)}
          secret
        />
        <Field
          {...field}
          name="shopify_webhook_secret"
          label={t.webhookSecret}
          hint={secretHint(view, store?.shopify_webhook_secret, t.webhookSecretHint)}
          secret
        />
      </details>
    </>
  );
}
