import type { Child } from 'hono/jsx';
import { Findings } from '../layout/findings';
import { Form } from '../layout/form';
import type { Refused } from '../layout/refused';
import type { View } from '../layout/view';
import { setUpTexts } from './texts';

/**
 * The form that changes what is set up, open where it was refused; `besides` is what else can be done to it. Nothing
 * without `settings:write`.
 */
export function ChangeForm({
  view,
  form,
  path,
  name,
  refused,
  children,
  besides,
}: {
  view: View;
  form: string;
  path: string;
  /** Of what is changed. */
  name: string;
  refused: Refused | null;
  children: Child;
  besides?: Child;
}) {
  if (!view.may('settings:write')) return null;
  const t = setUpTexts[view.language];
  return (
    <details id={`${form}-form`} open={refused?.form === form}>
      <summary>
        {t.change}
        <span class="visually-hidden"> {name}</span>
      </summary>
      <Findings form={form} refused={refused} title={t.refused} />
      <Form view={view} action={`${path}#${form}-form`}>
        {children}
        <button>
          {t.save}
          <span class="visually-hidden"> {name}</span>
        </button>
      </Form>
      {besides}
    </details>
  );
}
