import type { Issue } from '../../shared/errors/app-error';

/**
 * A rejected form, with its issues and the submitted values except secrets. `texts` are the form's own messages by issue
 * code; they take precedence over those shared by all forms.
 */
export type FormErrors = {
  form: string;
  issues: Issue[];
  values: URLSearchParams;
  texts?: Record<string, string>;
};
