import { useContext } from 'hono/jsx';
import type { Issue } from '../../shared/errors/app-error';
import { LanguageContext } from '../language/language-context';
import type { FormErrors } from './form-errors';
import { formIssueTexts } from './form-issue-texts';

/** Shows an issue in the page's language, or the API's message if there is no translation. */
export function IssueText({ issue, texts }: { issue: Issue; texts: FormErrors['texts'] }) {
  const { path, code, message } = issue;
  const known = { ...formIssueTexts[useContext(LanguageContext)], ...texts };
  const text = [`${code} ${path}`, code].flatMap((name) => (Object.hasOwn(known, name) ? [known[name]] : []))[0];
  return text === undefined ? (
    <span lang="en" dir="auto">
      {message}
    </span>
  ) : (
    <>{text}</>
  );
}
