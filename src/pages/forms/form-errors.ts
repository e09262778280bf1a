import type { Issue } from '../../shared/app-error';

/**
 * A form that was refused, to be shown again with what is wrong and what was given, secrets left out. `texts`: the form's
 * own words for its findings, by their codes, before those that all forms have.
 */
export type FormErrors = {
  form: string;
  issues: Issue[];
  values: URLSearchParams;
  texts?: Record<string, string>;
};
