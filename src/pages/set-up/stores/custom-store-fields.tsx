import { Field } from '../../forms/field';
import type { FormErrors } from '../../forms/form-errors';
import type { View } from '../../view/view';
import { customStoreTexts } from './custom-store-texts';
import type { StoreView } from './store-view';

/** The fields of the merchant's own service; `store` is null for a new one. */
export function CustomStoreFields({
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
  const t = customStoreTexts[view.language];
  const field = { form, formErrors };
  const endpoints = [
    { prefix: 'get_object', label: t.getUrl, hint: t.getHint, endpoint: store?.get_object },
    { prefix: 'update_object', label: t.updateUrl, hint: undefined, endpoint: store?.update_object },
  ];
  return (
    <>
      <Field {...field} name="name" label={t.name} value={store?.name} required />
      {endpoints.map(({ prefix, label, hint, endpoint }) => {
        const [header] = Object.keys(endpoint?.headers ?? {});
        return (
          <div class="fields">
            <Field {...field} name={`${prefix}_url`} label={label} hint={hint} value={endpoint?.url} />
            <Field {...field} name={`${prefix}_header`} label={t.header} value={header} />
            <Field
              {...field}
              name={`${prefix}_header_value`}
              label={t.headerValue}
              hint={header === undefined ? undefined : t.keep}
              secret
            />
          </div>
        );
      })}
    </>
  );
}
