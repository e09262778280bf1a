import { Field } from '../../forms/field';
import type { FormErrors } from '../../forms/form-errors';
import type { View } from '../../view/view';
import { secretHint } from '../secret-hint';
import { shopifyTexts } from './shopify-texts';
import type { StoreView } from './store-view';

/** The fields of a Shopify store; `store` is null for a new one. */
export function ShopifyFields({
  view,
  form,
  store,
  formErrors,
}: {
  view: View;
  form: string;
  store: StoreView['presented'] | null;
  formErrors: FormErrors | null;
}) {
  const t = shopifyTexts[view.language];
  const field = { form, formErrors };
  const isClientWrong =
    formErrors?.form === form && formErrors.issues.some(({ path }) => path.startsWith('/shopify_client'));
  return (
    <>
      <Field {...field} name="name" label={t.name} value={store?.name} />
      <Field
        {...field}
        name="shopify_store_name"
        label="SHOPIFY_STORE_NAME"
        hint={t.storeNameHint}
        value={store?.shopify_store_name ?? ''}
        required
      />
      <Field
        {...field}
        name="shopify_token_app"
        label="SHOPIFY_TOKEN_APP"
        hint={secretHint(view, store?.shopify_token_app, t.tokenHint)}
        secret
      />
      <details open={(store !== null && store.shopify_client_id !== null) || isClientWrong}>
        <summary>{t.dev}</summary>
        <Field {...field} name="shopify_client_id" label={t.clientId} value={store?.shopify_client_id ?? ''} />
        <Field
          {...field}
          name="shopify_client_secret"
          label={t.clientSecret}
          hint={secretHint(view, store?.shopify_client_secret)}
          secret
        />
      </details>
      <Field
        {...field}
        name="shopify_webhook_secret"
        label={t.webhookSecret}
        hint={secretHint(view, store?.shopify_webhook_secret, t.webhookSecretHint)}
        secret
      />
    </>
  );
}
