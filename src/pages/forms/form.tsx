import type { Child } from 'hono/jsx';
import type { View } from '../view/view';
import { FormToken } from './form-token';

/** A form with the session's CSRF token; `creates` adds an idempotency key, so that a repeated submit creates one resource. `preview`: where a script gets what the form would make, while it is filled in. */
export const Form = ({
  view,
  action,
  creates = false,
  label,
  preview,
  children,
}: {
  view: View;
  action: string;
  creates?: boolean;
  label?: string;
  preview?: string;
  children: Child;
}) => (
  <form method="post" action={action} aria-label={label} data-preview={preview}>
    <FormToken view={view} />
    {creates && <input type="hidden" name="idempotency_key" value={crypto.randomUUID()} />}
    {children}
  </form>
);
