import type { Issue } from '../../shared/errors/app-error';

/**
 * A rejected form, with its issues and the submitted values except secrets. `texts` are the form's own messages by issue
 * code; they take precedence over those shared by all forms. `kept` are secrets that the form sends again: their encrypted values
 * and their fields. `title` is for a form that was saved although it does not work yet.
 */
export type FormErrors = {
  form: string;
  issues: Issue[];
  values: URLSearchParams;
  title?: string;
  texts?: Record<string, string>;
  kept?: { value: string; fields: string[] };
};
