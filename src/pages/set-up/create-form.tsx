import type { Child } from 'hono/jsx';
import { Form } from '../forms/form';
import { FormErrorSummary } from '../forms/form-error-summary';
import type { FormErrors } from '../forms/form-errors';
import { KeptField } from '../forms/kept-field';
import type { View } from '../view/view';
import { setUpTexts } from './set-up-texts';

/** A folded form that connects a resource; open if it was rejected, or if `isOpen`. */
export function CreateForm({
  view,
  form,
  path,
  summary,
  title,
  group,
  isOpen,
  intro,
  labels,
  formErrors,
  children,
}: {
  view: View;
  form: string;
  path: string;
  summary: string;
  /** What is connected, for the button. */
  title: string;
  /** The steps of which only one is unfolded at a time. */
  group?: string;
  isOpen: boolean;
  /** The content above the fields. */
  intro?: Child;
  labels?: Record<string, string>;
  formErrors: FormErrors | null;
  children: Child;
}) {
  const t = setUpTexts[view.language];
  return (
    <details id={`${form}-form`} name={group} class={group && 'guide'} open={isOpen || formErrors?.form === form}>
      <summary>{summary}</summary>
      {intro}
      <FormErrorSummary form={form} formErrors={formErrors} title={t.formErrorTitle} labels={labels ?? {}} />
      <Form view={view} action={`${path}#${form}-form`} creates>
        <KeptField form={form} formErrors={formErrors} />
        {children}
        <button>
          {t.submit} <span class="visually-hidden">{title}</span>
        </button>
      </Form>
    </details>
  );
}
