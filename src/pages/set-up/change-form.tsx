import type { Child } from 'hono/jsx';
import { Form } from '../forms/form';
import { FormErrorSummary } from '../forms/form-error-summary';
import type { FormErrors } from '../forms/form-errors';
import type { View } from '../view/view';
import { setUpTexts } from './set-up-texts';

/**
 * The form that changes a resource, open if it was rejected; `extraActions` are further actions. Hidden without
 * `settings:write`.
 */
export function ChangeForm({
  view,
  form,
  path,
  name,
  summary,
  formErrors,
  children,
  extraActions,
}: {
  view: View;
  form: string;
  path: string;
  /** The name of the resource. */
  name: string;
  summary?: string;
  formErrors: FormErrors | null;
  children: Child;
  extraActions?: Child;
}) {
  if (!view.may('settings:write')) return null;
  const t = setUpTexts[view.language];
  return (
    <details id={`${form}-form`} open={formErrors?.form === form}>
      <summary>
        {summary ?? t.change}
        <span class="visually-hidden"> {name}</span>
      </summary>
      <FormErrorSummary form={form} formErrors={formErrors} title={t.formErrorTitle} />
      <Form view={view} action={`${path}#${form}-form`}>
        {children}
        <button>
          {t.save}
          <span class="visually-hidden"> {name}</span>
        </button>
      </Form>
      {extraActions}
    </details>
  );
}
