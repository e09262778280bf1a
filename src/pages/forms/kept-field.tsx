import type { FormErrors } from './form-errors';
import { KEPT_FIELD } from './kept-secrets';

/** The hidden field with the secrets that a rejected form has kept. */
export const KeptField = ({ form, formErrors }: { form: string; formErrors: FormErrors | null }) =>
  formErrors?.form === form && formErrors.kept ? (
    <input type="hidden" name={KEPT_FIELD} value={formErrors.kept.value} />
  ) : null;
