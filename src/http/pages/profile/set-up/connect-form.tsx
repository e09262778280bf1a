import type { Child } from 'hono/jsx';
import { Findings } from '../layout/findings';
import { Form } from '../layout/form';
import type { Refused } from '../layout/refused';
import type { View } from '../layout/view';
import { setUpTexts } from './texts';

/** The form that connects something of a kind; open where it was refused, and where `isFirst`. */
export function ConnectForm({
  view,
  form,
  path,
  label,
  kind,
  isFirst,
  refused,
  children,
}: {
  view: View;
  form: string;
  path: string;
  label: string;
  /** By which its button is told from the other ones. */
  kind: string;
  isFirst: boolean;
  refused: Refused | null;
  children: Child;
}) {
  const t = setUpTexts[view.language];
  return (
    <details id={`${form}-form`} open={isFirst || refused?.form === form}>
      <summary>{label}</summary>
      <Findings form={form} refused={refused} title={t.refused} />
      <Form view={view} action={`${path}#${form}-form`} creates>
        {children}
        <button>
          {t.submit} <span class="visually-hidden">{kind}</span>
        </button>
      </Form>
    </details>
  );
}
