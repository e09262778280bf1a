import type { Finding } from '../../../../shared/failure';

/**
 * A form that was refused, to be shown again with what is wrong and what was given, secrets left out. `texts`: the form's
 * own words for its findings, by their codes, before those that all forms have.
 */
export type Refused = {
  form: string;
  findings: Finding[];
  given: URLSearchParams;
  texts?: Record<string, string>;
};
