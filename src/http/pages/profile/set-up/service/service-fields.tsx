import { Field } from '../../layout/field';
import type { Refused } from '../../layout/refused';
import type { View } from '../../layout/view';
import type { PageStore } from '../stores/page-store';
import { serviceTexts } from './texts';

/** The members of the merchant's own system, to be given (`store` is null) or changed. */
export function ServiceFields({
  view,
  form,
  store,
  refused,
}: {
  view: View;
  form: string;
  store: PageStore['shown'] | null;
  refused: Refused | null;
}) {
  const t = serviceTexts[view.language];
  const field = { form, refused };
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
